// Counts the words of a passage while it is typed, and says when there are too many.

export function startWords() {
  for (const said of document.querySelectorAll("[data-words-of]")) {
    const box = document.getElementById(said.dataset.wordsOf);
    const most = Number(box.dataset.mostWords);
    const count = () => {
      const words = box.value.split(/\s+/).filter(Boolean).length;
      said.textContent = said.dataset.pattern.replace("#", String(words));
      said.classList.toggle("too-many", words > most);
    };
    box.addEventListener("input", count);
    box.addEventListener("change", count);
    count();
  }
}
