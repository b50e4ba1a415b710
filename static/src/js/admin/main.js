// The script of the analysts' pages. Every form works without it.
import { startKeeping } from "./keep.js";
import { startKeys } from "./keys.js";
import { startLookUp } from "./look-up.js";
import { startNames } from "./names.js";
import { startWords } from "./words.js";

startLookUp();
startKeys();
startWords();
startNames();
startKeeping();
