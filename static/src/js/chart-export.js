// The PNG of a chart. Its SVG and CSV are links.

const PNG_SCALE = 2;

/** The picture is the server's SVG, which stands alone; as PNG it is drawn here, so that the two are equal. */
export function showExports(element) {
  const source = element.querySelector('a[data-export="svg"]');
  const button = element.querySelector('button[data-export="png"]');
  if (!source || !button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      await downloadPng(source.href);
    } catch {
      // The SVG is the same picture.
      source.click();
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

async function downloadPng(address) {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`picture: ${response.status}`);
  const name = /filename="([^"]+)\.svg"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "migpol";
  const picture = await loadImage(await response.blob());
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * PNG_SCALE;
  canvas.height = picture.naturalHeight * PNG_SCALE;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const png = await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png");
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(png);
  link.download = `${name}.png`;
  link.click();
  // Not at once: the download has still to begin.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function loadImage(blob) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return image;
}
