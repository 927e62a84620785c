"use strict";

// The filter: a figure stays when each word typed begins one of its words; one or two letters are
// a whole word. What is typed stands in the address, #q=..., so that it can be sent and kept.
const field = document.getElementById("filter");

function filter() {
  const typed = field.value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const asked = typed.map((word) => (word.length < 3 ? ` ${word} ` : ` ${word}`));
  let total = 0;
  for (const section of document.querySelectorAll("section.figures")) {
    let found = 0;
    for (const card of section.querySelectorAll(".card")) {
      card.hidden = !asked.every((word) => ` ${card.dataset.words} `.includes(word));
      found += card.hidden ? 0 : 1;
    }
    section.hidden = !found;
    document.querySelector(`.sections a[href="#${section.id}"]`).parentElement.hidden = !found;
    total += found;
  }
  document.getElementById("count").textContent =
    total === 0 ? "No figure has all these words" : total === 1 ? "1 figure" : `${total} figures`;
}

function take() {
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked !== null) field.value = asked;
  filter(); // a browser may bring back what was typed before
}

if (field) {
  field.addEventListener("input", () => {
    history.replaceState(null, "", field.value ? `#q=${encodeURIComponent(field.value)}` : "#");
    filter();
  });
  addEventListener("hashchange", take);
  take();
}

// Numbers end at the right where a notebook's table holds nothing else.
for (const table of document.querySelectorAll(".notebook table")) {
  const cells = [...table.querySelectorAll("tbody td")].filter((cell) => cell.textContent.trim());
  if (cells.every((cell) => /^[-+\u2212]?[\d,.]+%?$/.test(cell.textContent))) {
    table.classList.add("numbers");
  }
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
