"use strict";

// The filter: a figure stays when every word typed is found in what it says of itself.
const field = document.getElementById("filter");

function filter() {
  const words = field.value.toLowerCase().split(/\s+/);
  let total = 0;
  for (const section of document.querySelectorAll("section.figures")) {
    let found = 0;
    for (const card of section.querySelectorAll(".card")) {
      card.hidden = !words.every((word) => card.dataset.words.includes(word));
      found += card.hidden ? 0 : 1;
    }
    section.hidden = !found;
    document.querySelector(`.sections a[href="#${section.id}"]`).parentElement.hidden = !found;
    total += found;
  }
  document.getElementById("count").textContent =
    total === 0 ? "No figure has all these words" : total === 1 ? "1 figure" : `${total} figures`;
}

if (field) {
  field.addEventListener("input", filter);
  filter(); // a browser may bring back what was typed before
}

// The copy buttons. Browsers refuse the clipboard to some pages; there the older way still works.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

const said = document.getElementById("said");
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await copy(button.dataset.copy);
  button.focus();
  said.textContent = `Copied: ${button.dataset.copy}`;
  clearTimeout(said.timer);
  said.timer = setTimeout(() => (said.textContent = ""), 5000);
});
