"use strict";

// The picker of a state; on its page, another for the others.
const folderOf = (name) => name.toLowerCase().replace(/[^a-z]+/g, "-"); // as in site.py
for (const { text, value, dataset } of document.getElementById("state")?.options ?? [])
  if (value && !("own" in dataset)) document.getElementById("with")?.add(new Option(text, value));
for (const form of document.querySelectorAll("form.picker:not([action])")) {
  form.addEventListener("keydown", (event) => {
    // a browser would open the list
    if (event.key !== "Enter" || !event.target.matches("select") || !event.target.value) return;
    event.preventDefault();
    if (event.target.id === "region") document.getElementById("whole").click();
    else form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [{ text }] = form.querySelector("select").selectedOptions;
    if (form.id && event.submitter?.value !== "open") add(event.submitter?.value === "near");
    else location.href = `${site}states/${folderOf(text)}/index.html`;
  });
}

// The code to embed a figure: where this site stands, unless its address was known.
const site = new URL(document.body.dataset.up || ".", location.href.replace(/[?#].*/, "")).href;
const embed = document.getElementById("embed");
if (embed?.value.includes("{site}")) {
  embed.value = embed.value.replaceAll("{site}", site);
}
embed?.parentElement.addEventListener("toggle", () => {
  // as high as its text, so that the wheel scrolls the page
  embed.style.height = `${embed.scrollHeight + 2}px`;
});
for (const one of document.querySelectorAll(".local")) one.hidden = !site.startsWith("file:");
// From a folder a picture or a text opens, whatever a link says: not in place of the page, as the
// page's notice says once.
function openApart(link) {
  if (!site.startsWith("file:") || !/\.(png|svg|txt|json)$/.test(link.href)) return;
  link.target = "_blank";
  const isPicture = /\.(png|svg)$/.test(link.href);
  const isTold = document.querySelector(".take .local"); // how a picture is saved
  const how = isPicture ? "right-click or hold the picture to save it" : "save the page";
  const end = isPicture && isTold ? " (new tab)" : ` (new tab: ${how})`;
  if (link.firstChild?.data) link.firstChild.data += end;
}
for (const one of document.querySelectorAll("a[download]")) openApart(one);
if (site.startsWith("file:")) document.getElementById("draw")?.append(" (download)"); // unlike them

const isNumber = (text) => /^[-+\u2212]?[\d,.]+%?$/.test(text);

// Tables sort by the buttons that their headers become: numbers as such, empty cells last.
function sorted(table, column, up) {
  const value = (row) => {
    const text = row.cells[column].textContent.trim();
    return isNumber(text) ? Number(text.replace("\u2212", "-").replace(/[,%+]/g, "")) : text;
  };
  const empty = (one) => one === "" || one === "\u2013";
  const compare = (one, other) => {
    if (empty(one) || empty(other)) return empty(one) - empty(other);
    if (typeof one === "number" && typeof other === "number") return up ? one - other : other - one;
    return (up ? 1 : -1) * String(one).localeCompare(String(other), "en");
  };
  return [...table.tBodies[0].rows].sort((one, other) => compare(value(one), value(other)));
}

// A table is read from its first row again, whether it or the page was scrolled.
function toTop(table) {
  const wide = table.closest(".wide");
  if (wide) wide.scrollTop = 0;
  const { top } = table.getBoundingClientRect();
  if (top < 0) scrollBy(0, top);
}
for (const table of document.querySelectorAll("table.sortable")) {
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(head.firstChild);
    head.prepend(button);
    button.addEventListener("click", () => {
      const number = head.classList.contains("number"); // the greatest first
      const up = head.ariaSort ? head.ariaSort !== "ascending" : !number;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      table.tBodies[0].append(...sorted(table, head.cellIndex, up));
      toTop(table);
    });
    // What is small below its name sorts, too
    head.addEventListener("click", ({ target }) => {
      if (!target.closest("a, button")) button.click();
    });
  }
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
// Each row of a figure's numbers in words to copy: a share of all begins as the finding does, "Of
// the ..."; a single number is as it is quoted.
const numbers = document.getElementById("numbers");
const heads = [...(numbers?.querySelectorAll("thead th") ?? [])]
  .map((head) => head.querySelector(".sort").textContent)
  .map((head) => head[0].toLowerCase() + head.slice(1));
const lowered = (text) => text[0].toLowerCase() + text.slice(1);
// The cells of a row that tell something, with what heads them.
const isTelling = ([head, said]) =>
  said !== "\u2013" &&
  !/^(name|source)$/.test(head) &&
  !(said === "no" && /^(total of|few)/.test(head));
const inText = (cell) => cell.textContent.trim().replace(/^\d[\d,]*00,000$/, "about $&");
function cellsOf(row) {
  return heads.map((head, at) => [head, inText(row.cells[at])]).filter(isTelling);
}
function rowInWords(cells, [name, called]) {
  const { lead, printed } = numbers.dataset;
  const measure = numbers.dataset.measure.replace(" (scales differ)", ""); // in the picture
  const values = Object.fromEntries(cells);
  const { reports, records, unit, period, "as quoted": quoted, "what it counts": what } = values;
  const share = values["share of all reports"];
  const whole = share && lead.match(/^Of the [\d.,]+(?: million)? [^,]* in 20\d\d, /);
  if (whole) {
    const ncmec = JSON.parse(printed)[called]; // its own name for what we call otherwise
    const label = ncmec ? `${ncmec}\u201d (${lowered(called)}).` : `${called}.\u201d`;
    return `${whole[0]}${reports} (${share}) are listed under ${name} \u201c${label}`;
  }
  const all = measure.match(/^Share of (\d.*)/)?.[1];
  if (all && records) {
    const group = values.group ? ` (our group: \u201c${values.group}\u201d)` : "";
    const where = `listed under \u201c${called}\u201d${group}`;
    return `Of ${all}, ${records} (${values["share of all records"]}) are ${where}.`;
  }
  const type = values["incident type"];
  if (type && period && reports) {
    const isOurs = /estimate|average/.test(period);
    const n = isOurs ? `about ${reports}, which this site calculates` : reports;
    return `${measure.split(" by ")[0]}: ${lowered(type)}, ${period}: ${n}.`;
  }
  if (quoted && what) {
    const single = /^(of|to) /.test(what)
      ? `${quoted} ${unit} ${what}, ${period ?? measure.match(/20\d\d/)}`
      : `${what}: ${quoted}${period ? `, ${period}` : ""}`;
    return `${capital(single)}.`;
  }
  // Not of the visitor's state
  const whose = /nationwide/.test(lead) && !/nation/.test(measure) ? ", nationwide" : "";
  return `${measure}${whose}. ${capital(cells.map((one) => one.join(": ")).join("; "))}.`;
}
function inWords(row) {
  const { more, label } = numbers.dataset;
  const cells = cellsOf(row);
  const name = cells.find(([head]) => head !== "year");
  const told = rowInWords(cells, name);
  const by = row.cells[heads.indexOf("source")]?.textContent.trim();
  const isOf = by ? ofRow(row) : () => true;
  const isAbout = (one) => !/ran away/.test(one) || /ran away/.test(told);
  const caveats = more
    .split(/(?<=[.\u201d]) (?=[A-Z(\u201c])/)
    .filter((one) => !/^NCMEC\u2019s label/.test(one) && isAbout(one) && isOf(one));
  const own = caveats.filter((one) => one[0] !== "("); // without the source of all rows
  const beside = by ? [...own, `(Source: ${inSection(by, more)})`] : caveats;
  const ofLabel = label?.startsWith(`\u201c${name[1]}\u201d`) ? [label] : [];
  return [told, ...ofLabel, beside.join(" ")].join(" ");
}
// Of caveats where each row has its source: those of other years are left out, and those of other
// kinds, by their long words.
const long = (text) => text.toLowerCase().match(/[a-z]{9,}/g) ?? [];
function ofRow(row) {
  const year = row.cells[heads.indexOf("year")].textContent.trim();
  const own = long(row.cells[0].textContent);
  const others = [...row.parentElement.rows]
    .flatMap((one) => long(one.cells[0].textContent))
    .filter((word) => !own.includes(word));
  const [isChange, isBefore] = [
    heads.some((head, at) => /^change/.test(head) && row.cells[at].textContent !== "\u2013"),
    (one) => /^Before (20\d\d)/.exec(one)?.[1] > year,
  ];
  const isOfYear = (one) =>
    one.includes(year) ||
    isBefore(one) ||
    /from before it/.test(one) ||
    /since May (20\d\d)/i.exec(one)?.[1] <= year ||
    !/\b20\d\d\b/.test(one);
  return (one) =>
    (/^Before/.test(one) ? isChange || isBefore(one) : isOfYear(one)) &&
    (!long(one).some((word) => others.includes(word)) ||
      long(one).some((word) => own.includes(word)));
}
// A row's source with the section of the report, where it is the report.
function inSection(by, more) {
  const [report = "-", section] =
    more.match(/Our Impact: \d{4}(, section \u201c.*?)\.?\u201d/) ?? [];
  const name = report.replace(/,.*/, "");
  return !by.includes(name)
    ? `${by}.`
    : by.endsWith(name)
      ? `${by}${section}.\u201d`
      : `${by.replace(name, `$&${section}\u201d`)}.`;
}
for (const row of numbers?.querySelectorAll("tr") ?? []) {
  const last = row.insertCell();
  if (row.parentElement.tagName === "TBODY") {
    last.innerHTML = '<button type="button">Copy in words</button>';
    last.firstChild.dataset.copy = inWords(row);
  }
}
// All rows, as the page shows them, without the buttons of rows.
document.getElementById("all-rows")?.addEventListener("click", ({ target }) => {
  const rows = [...numbers.querySelectorAll("tbody tr")].map(({ cells }) =>
    heads.map((_, at) => inText(cells[at])),
  );
  inTable(target, target.dataset.title, [heads.map(capital), ...rows], numbers.dataset.more);
});

// A state's numbers beside the nation's, as its page shows them.
document.getElementById("own-rows")?.addEventListener("click", ({ target }) => {
  const inText = ({ nodeName, textContent }) =>
    nodeName === "SMALL" ? `(${textContent})` : textContent.trim();
  const rows = [...document.querySelectorAll("table.numbers tr")].map(({ cells }) =>
    [...cells].map(
      ({ dataset, childNodes }) =>
        dataset.called ?? [...childNodes].map(inText).filter(Boolean).join(" "),
    ),
  );
  inTable(target, target.dataset.title, rows, target.dataset.more);
});

// The names of states in full where they are shortened: "Calif.", "N.Y.", "W. Va.", "N. Carolina".
// `names` has the names by code, and `short` what else people write; one that is a word, too, ends
// in a period there: it needs it, unless nothing else is typed.
function inFull(typed, names, short) {
  const alone = typed.trim().toLowerCase();
  let text = typed;
  for (const [code, name] of Object.entries(names)) {
    const [first, ...rest] = name.split(" ");
    const ways = (short[code] ?? []).map((one) =>
      alone === one.replace(".", "") ? one.replace(".", "") : one.replace(".", "\\."),
    );
    if (rest.length) ways.push([...code].join(" "), `${first[0]}${first[1]}? ${rest.join(" ")}`);
    for (const way of ways)
      text = text.replace(
        new RegExp(`(?<![\\w.])${way.replaceAll(" ", "[., ]+")}(?!\\w)\\.?(?!\\w)`, "gi"),
        name,
      );
  }
  return text;
}

// Whether a word is another but for one slip: a letter too many, too few, or another, or two
// swapped.
function slip(one, other) {
  let start = 0;
  let end = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  while (
    end < Math.min(one.length, other.length) - start &&
    one.at(-1 - end) === other.at(-1 - end)
  )
    end += 1;
  const [mine, theirs] = [one, other].map((word) => word.slice(start, word.length - end));
  return (
    Math.max(mine.length, theirs.length) < 2 ||
    (theirs.length === 2 && mine === theirs[1] + theirs[0])
  );
}

// The states side by side: those that are ticked in the list, which the picker ticks, too. They
// stand in the address, by code as in links to them, and above the table, where a click takes one
// out.
const picked = document.getElementById("compare");
const chips = document.getElementById("chosen");
const ticks = [...(picked?.querySelectorAll("[type=checkbox]") ?? [])];
const every = () => [...document.querySelectorAll("#states tbody tr")]; // as they are sorted
const chosen = () =>
  every().filter(({ dataset }) => ticks.some((one) => one.checked && one.value === dataset.code));
const inOrder = every(); // until who comes from a state's page has it first
let from = ""; // the state from whose page one came
let order = []; // the codes, as they were chosen
const MOST = 17; // rows that a picture holds: the states of the largest region
const TOLD = 9; // states that sentences are for
function narrow() {
  const picks = chosen();
  const states = picks.length > 1 ? picks : []; // one alone waits for another
  const ticked = ticks.filter((one) => one.checked).map((one) => one.value);
  const codes = [...new Set([...order, ...ticked])].filter((one) => ticked.includes(one));
  order = codes;
  if (!codes.includes(from)) from = "";
  if (!codes.length && !document.querySelector("#states [aria-sort]"))
    document.querySelector("#states tbody").append(...inOrder);
  const others = document.querySelectorAll("#states tfoot tr:not([data-row], #sum)");
  for (const row of [...every(), ...others])
    row.hidden = states.length > 0 && !states.includes(row);
  const [own] = picks.length === 1 ? picks : picks.filter(({ dataset }) => dataset.code === from);
  if (picks.length === 1) own.parentElement.prepend(own);
  if (states.length && !document.querySelector("#states [aria-sort]"))
    states[0].parentElement.prepend(...asChosen(states));
  for (const row of every()) row.classList.toggle("from", row === own);
  together(states);
  offer(states, codes);
  askForAnother(picks);
  say(states);
  const query = `?only=${codes.join(",")}${from && `&from=${from}`}`;
  const place = codes.length ? query : location.pathname + location.hash;
  history.replaceState(null, "", place);
}
// What can be done with the states that are chosen: to take one out, to put one first, to copy.
function offer(states, codes) {
  removable(codes);
  highlightable(states);
  const ids = ["offers", "every", "brief", "pictures", "many"];
  const [offers, every, brief, pictures, many] = ids.map((id) => document.getElementById(id));
  chips.hidden = !codes.length;
  offers.hidden = !states.length;
  every.hidden = states.length > 0; // else taken for these rows
  const all = inSentences(states);
  brief.hidden = states.length !== 2 || !all.every(({ rate }) => rate);
  const { dataset } = document.getElementById("comparison");
  dataset.copy = states.length ? sentence(states, dataset) : "";
  const { year, source } = dataset;
  const whole = all.find(({ nation }) => nation);
  brief.dataset.copy = brief.hidden ? "" : `${inBriefOf(all, whole, year)} ${source}`;
  pictures.hidden = !states.length || codes.length > MOST;
  for (const link of document.querySelectorAll("[href='#pictures']")) link.hidden = pictures.hidden;
  if (!pictures.hidden) preview();
  many.hidden = codes.length <= TOLD;
  const n = codes.length;
  const why = pictures.hidden
    ? `A picture holds up to ${MOST} states; you chose ${n}.`
    : `The table and the pictures compare these ${n} states.`;
  many.textContent = many.hidden ? "" : `${why} Sentences are for up to ${TOLD}.`;
  tally(codes.length);
}
// Where they are checked, the comparison is out of sight.
function tally(n) {
  const made = document.getElementById("tally");
  made.hidden = !n;
  made.firstChild.textContent = n === 1 ? "1 chosen: check one more, or" : `${n} chosen.`;
  made.querySelector("a").hidden = n === 1;
  const [own, button] = [nearest(), made.querySelector("button")];
  button.hidden = !own || ticks.every((one) => one.checked || !isNear(own, one));
  button.textContent = n > 1 ? `Add ${nameOf(own)}\u2019s neighbors` : "Compare with its neighbors";
}
// The state whose neighbors are offered: that from whose page one came, or was chosen first.
const nearest = () => ticks.find(({ checked, value }) => checked && value === (from || order[0]));
const isNear = ({ dataset }, { value }) => dataset.near.split(" ").includes(value);
const nameOf = ({ parentElement }) => parentElement.textContent.trim();
// Who has chosen one state is asked for another, and who has several, whether to add more.
function askForAnother(picks) {
  const [label] = picked.querySelector("select").labels;
  const button = picked.querySelector("button");
  label.dataset.all ??= label.textContent;
  button.dataset.all ??= button.textContent;
  picked.classList.toggle("waiting", picks.length === 1);
  const few = picks.length ? `Compare ${namesOf(picks)} with` : label.dataset.all;
  label.textContent = picks.length > 1 ? "Add states" : few;
  button.textContent = picks.length > 1 ? "Add" : button.dataset.all;
}
function removable(codes) {
  const button = (textContent, value, ariaLabel) =>
    Object.assign(document.createElement("button"), {
      type: "button",
      textContent,
      value,
      ariaLabel,
    });
  const removes = codes.map((code) => {
    const name = document.querySelector(`[data-code="${code}"] a`).textContent;
    return button(`${name} \u00d7`, code, `Remove ${name}`);
  });
  const clear = button("Clear, to see all states and their files", "", null);
  chips.replaceChildren(...removes, ...(codes.length > 1 ? [clear] : []));
}
function highlightable(states) {
  const own = document.getElementById("own");
  const options = states.map(({ dataset: { code }, cells }) => {
    return new Option(cells[0].textContent, code, false, code === from);
  });
  own.replaceChildren(new Option("None", ""), ...options);
  own.parentElement.hidden = states.length < 2;
}
// What is said of them, if they are few: their rates and their shares.
function say(states) {
  const said = document.getElementById("apart");
  inLines(said, states.length > 0 && states.length <= TOLD ? inShort(states) : "");
  said.parentElement.hidden = !said.textContent;
  const heading = document.querySelector("h1");
  heading.dataset.all ??= heading.textContent;
  const { region, said: inFull, title } = states.length ? called(states) : {};
  const names = region ? inFull : title;
  const whose = names ? `from ${names}` : "by state";
  heading.textContent = heading.dataset.all.replace("by state", whose);
  const shares = document.getElementById("shares");
  const copied = shares.nextElementSibling;
  const { text, aside = "" } = apart(states);
  shares.textContent = text + aside;
  shares.parentElement.hidden = !text;
  copied.dataset.copy = `${text} ${copied.dataset.more}`;
}
// Each sentence in a line, with a blank between them where all is read as one text.
function inLines(made, text) {
  const lines = text
    .split(/(?<=\.) (?=[A-Z])/)
    .map((textContent) =>
      Object.assign(document.createElement("span"), { textContent, className: "line" }),
    );
  made.replaceChildren(...lines.flatMap((line, at) => (at ? [" ", line] : [line])));
}
function add(near) {
  const lists = [...picked.querySelectorAll("#add, #and")];
  const [first, other] = lists.map(({ selectedIndex }) => ticks[selectedIndex - 1]);
  const own = first ?? nearest();
  if (!own) return;
  const isAdded = (one) => [own, other].includes(one) || (near && isNear(own, one));
  for (const one of ticks) one.checked ||= isAdded(one);
  order.push(own.value, other?.value);
  if (near) from = own.value;
  for (const list of lists) list.value = "";
  narrow();
}
// What states that are chosen are called together: a region that is in whole; a state's neighbors,
// without it; or, to be printed as it is, by their names or as "these".
const inWhole = [...(picked?.querySelectorAll("[data-states]") ?? [])].map(
  ({ value, dataset, parentElement }) => ({
    name: value,
    kind: parentElement.label === value ? "region" : "division",
    codes: dataset.states,
  }),
);
const isPlace = ({ dataset }) => /DC|GU|PR/.test(dataset.code); // no state, in the narrow sense
// They stand as they were chosen, that from whose page one came first.
const turn = ({ dataset: { code } }) => (code === from ? -1 : order.indexOf(code));
const asChosen = (rows) => rows.toSorted((one, other) => turn(one) - turn(other));
const namesIn = (rows) => asChosen(rows).map((row) => row.cells[0].textContent);
const namesOf = (rows) => listed(namesIn(rows));
const kindOfAll = (rows) => (rows.every(isPlace) || !rows.some(isPlace) ? "states" : "places");
function called(states) {
  const codes = states.map((row) => row.dataset.code).sort();
  const region = inWhole.find((one) => one.codes === codes.join(" "));
  if (region) return calledRegion(region, states, codes);
  const own = states.find((row) => row.dataset.code === from);
  if (own) return calledBeside(own, states, codes);
  const names = namesOf(states);
  const these = `these ${spelled(codes.length)} ${kindOfAll(states)}`;
  const said = `${names.length < 30 ? names : these} together`;
  const title = names.length < 60 ? names : "";
  return { of: states, name: capital(said), said, title, sum: "total of these rows" };
}
function calledRegion({ name: region, kind }, states, codes) {
  const count = codes.includes("DC")
    ? `${spelled(codes.length - 1)} states and DC`
    : `${spelled(codes.length)} states`;
  const name = `${region}, ${count}`;
  const own = states.find((row) => row.dataset.code === from); // is beside a sum that it is part of
  const all = own ? `${count}, ${the(own)}${own.cells[0].textContent} included` : count;
  const said = `the Census Bureau’s ${region} ${kind} (${all})`;
  const by = `Census Bureau ${kind}`; // whose, wherever it is named
  const title = `${region} (${by}), ${count}`;
  const nameInFile = `${name} (${by})`;
  const sum = "total of these rows";
  return { region, of: states, name, note: by, said, title, sum, nameInFile };
}
// The others beside the state that one came from: its neighbors, if they are all of these.
function calledBeside(own, states, codes) {
  const of = states.filter((row) => row !== own);
  const mine = own.cells[0].textContent;
  const { near, water } = ticks.find((one) => one.value === from).dataset;
  const isNear = near.split(" ").sort().join() === codes.filter((one) => one !== from).join();
  const by = isNear && water ? "neighbors by land or water" : ""; // some only across a lake
  const neighbors = `${spelled(of.length)} neighbor${of.length > 1 ? "s" : ""}`;
  const isShort = namesOf(of).length < 30;
  const others = isShort ? namesOf(of) : `the other ${spelled(of.length)} ${kindOfAll(of)}`;
  const said = `${isNear ? `${mine}\u2019s ${neighbors}` : others} together`;
  const inFull = by ? said.replace("neighbors", by) : said;
  const all = () => listed([mine, ...namesIn(of)]);
  const some = isShort ? all() : `${mine} and ${spelled(of.length)} others`;
  return {
    of,
    name: capital(said),
    by,
    said: isNear && from === "DC" ? `the ${said}` : inFull,
    title: isNear && of.length > 1 ? `${mine} and its ${neighbors}` : some,
    sum: `total without ${mine}`,
    nameInFile: capital(inFull).replace("\u2019", "'"),
  };
}
// Their row: sums, and what is worked out of them; the rate of those with residents.
const total = document.getElementById("sum");
const the = ({ dataset }) => (dataset.code === "DC" ? "the " : "");
const spelled = (n) => "no one two three four five six seven eight nine".split(" ")[n] ?? String(n);
function inFile(row, name) {
  const head = document.getElementById("states").dataset.head.split(",");
  const cells = [...row.dataset.row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  const [, quoted, plain] = cells[head.indexOf(name)];
  return quoted?.replaceAll('""', '"') ?? plain;
}
const grouped = (number) => number.toLocaleString("en-US");
const summed = (rows, name) => rows.reduce((sum, row) => sum + Number(inFile(row, name)), 0);
// The sums of states; a share or a rate of fewer than 10 reports is 0, and not shown.
function sumsOf(states) {
  const rated = states.filter((row) => Number(inFile(row, "residents_under_18")));
  const [reports, resolved, active] = ["reports", "resolved", "active"].map((name) =>
    summed(states, name),
  );
  const under18 = summed(rated, "residents_under_18");
  const ofRated = summed(rated, "reports");
  return {
    reports,
    resolved,
    active,
    under18,
    share: reports < 10 ? 0 : resolved / reports,
    rate: ofRated < 10 ? 0 : (100000 * ofRated) / under18,
    unrated: states.filter((row) => !rated.includes(row)),
  };
}
function together(chosen) {
  const group = called(chosen);
  const { of: states } = group;
  total.hidden = states.length < 2;
  delete total.dataset.row;
  if (total.hidden) return;
  const sums = sumsOf(states);
  total.dataset.said = group.said;
  total.dataset.most = states.length > 2 ? mostOf(states, sums) : "";
  total.dataset.note = sums.rate && sums.unrated.length ? `rate without ${withoutRate(sums)}` : "";
  total.dataset.row = lineOf(states, sums, group);
  total.replaceChildren(...cellsOfSum(states, sums, group));
}
const withoutRate = ({ unrated }) => listed(unrated.map((row) => row.cells[0].textContent));
// Which state has most of the reports, if that is more than 40%: it may be what the sum shows.
function mostOf(states, { reports }) {
  const count = (row) => summed([row], "reports");
  const most = states.reduce((one, other) => (count(other) > count(one) ? other : one));
  const name = `${the(most)}${most.cells[0].textContent}`;
  return count(most) > 0.4 * reports ? `, ${grouped(count(most))} of them from ${name}` : "";
}
// The sums as a row of the file.
function lineOf(states, sums, { name, nameInFile = name, sum }) {
  const { note } = total.dataset;
  const round = (number) => (number ? String(Number(number.toFixed(6))) : "");
  const values = {
    state: "chosen",
    state_name: `${nameInFile}${note && ` (${note})`}`,
    is_place: "False",
    is_total: "True",
    row_is: sum,
    census_region: sharedBy(states, "census_region"),
    census_division: sharedBy(states, "census_division"),
    reports: sums.reports,
    resolved: sums.resolved,
    active: sums.active,
    share_resolved: round(sums.share),
    residents_under_18: sums.under18 || "",
    reports_per_100k_under_18: round(sums.rate),
    year: inFile(states[0], "year"),
  };
  const heads = document.getElementById("states").dataset.head.split(",");
  const cells = heads.map((head) => String(values[head] ?? ""));
  return cells.map(inCell).join(",");
}
// The region or the division of states, if it is one.
function sharedBy(states, column) {
  const there = new Set(states.map((row) => inFile(row, column)));
  return there.size === 1 ? [...there][0] : "";
}
// The sums as cells of the table, in its order.
function cellsOfSum(states, { reports, resolved, active, share, rate, under18 }, { name, note }) {
  const made = (tag, attributes) => Object.assign(document.createElement(tag), attributes);
  const shown = {
    reports: grouped(reports),
    resolved: grouped(resolved),
    active: grouped(active),
    share: share ? `${(100 * share).toFixed(1)}%` : "",
    rate: rate ? rate.toFixed(1) : "",
    under_18: under18 ? grouped(under18) : "",
    census_region: sharedBy(states, "census_region") || "several",
  };
  const title = made("th", { scope: "row", textContent: name });
  const below = [note, total.dataset.note].filter(Boolean).join("; ");
  if (below) title.append(made("small", { textContent: below }));
  const columns = document.getElementById("states").dataset.order.split(" ");
  const heads = document.querySelectorAll("#states thead th");
  const cells = columns.map((column, at) => {
    const { className } = heads[at + 1];
    if (column in shown) return made("td", { className, textContent: shown[column] || "\u2013" });
    return made("td", { className, innerHTML: "<small>only for single states</small>" });
  });
  return [title, ...cells];
}
// Named for what is in it: a region that is chosen in whole, else the states.
function fileOf({ dataset }, states) {
  const region = called(states).region?.toLowerCase().replaceAll(" ", "-");
  return `${dataset.name}-${region ?? states.map((row) => row.dataset.code).join("-")}`;
}
// As they stand, with the nation's rows; in the file, each with the caveat and the credit.
const inCell = (cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const rowsShown = () =>
  [...document.querySelectorAll("#states tr[data-row]")].filter((row) => !row.hidden);
function file({ target }) {
  const { head, caveat, credit } = document.getElementById("states").dataset;
  const beside = [caveat, credit].map(inCell).join(",");
  const rows = rowsShown().map((row) => `${row.dataset.row},${beside}`);
  const text = [`${head},caveat,credit`, ...rows, ""].join("\n");
  target.download = `${fileOf(target, chosen())}.csv`;
  target.href = `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`;
}
// The same as the page has it, its heads on top: to be read and copied.
function asTable() {
  const words = (node) => node.textContent.trim();
  const heads = [...document.querySelectorAll("#states thead th")].map((head) =>
    words(head.querySelector(".sort")),
  );
  const noted = ({ childNodes: [name, note] }) =>
    note ? `${words(name)} (${words(note)})` : name ? words(name) : "";
  const wholes = [...document.querySelectorAll("#states thead th")].map(
    ({ dataset }) => dataset.than,
  );
  // A verdict says beside what, since its head may be far above or be left out
  const copied = (cell) =>
    noted(cell)
      .replace(/^(share|rate): |^\u2013$/, "")
      .replace(/^(higher|lower)$/, `$1 than ${wholes[cell.cellIndex]}`)
      .replace(/^not clearly different$/, `$& from ${wholes[cell.cellIndex]}`);
  const rows = rowsShown().map(({ dataset, cells: [name, ...cells] }) => [
    dataset.called ?? noted(name),
    ...cells.map((cell) => (cell.firstChild?.nodeName === "SMALL" ? "" : copied(cell))),
  ]);
  return [heads, ...rows];
}
// How the reports and rates of the states that are chosen compare, where it is said.
const verdict = () => document.getElementById("apart").textContent;
// The columns of the file of all states that are to be read, with their heads there.
function toRead() {
  const columns = JSON.parse(document.getElementById("states").dataset.read);
  const rows = rowsShown().map((row) => columns.map(([name]) => inFile(row, name)));
  const totals = rows.splice(chosen().length);
  return { heads: columns.map(([, head]) => head), rows, totals };
}
function book({ target }) {
  const { caveat, credit } = document.getElementById("states").dataset;
  const states = chosen();
  const about = [
    ["Title", document.querySelector("h1").textContent],
    ["Reports and rates compared", verdict()],
    ["Shares resolved compared", apart(states).text],
    ["Caveat", caveat],
    ["Credit", credit],
    ...JSON.parse(document.getElementById("states").dataset.about),
  ];
  target.download = `${fileOf(target, states)}.xlsx`;
  const made = workbookOf(toRead(), [caveat, credit], about); // from workbook.js
  URL.revokeObjectURL(target.href);
  target.href = URL.createObjectURL(made);
}
// Shares resolved. Of two, whether they differ by more than chance: from intervals at our cutoff,
// as stats.wilson and stats.difference have those of 95%. What is for the reader alone is `aside`.
const NO_RANK = " (Do not say better or worse.)";
function wilson(part, whole) {
  const [p, weight] = [part / whole, BEYOND ** 2 / whole];
  const center = (p + weight / 2) / (1 + weight);
  const half = Math.sqrt(p * (1 - p) * weight + weight ** 2 / 4) / (1 + weight);
  return [Math.max(0, Math.min(p, center - half)), Math.min(1, Math.max(p, center + half))];
}
function apart(states) {
  if (states.length > 2 && states.length <= TOLD) return { text: besideNation(states) };
  if (states.length !== 2) return { text: "" };
  const [first, second] = asChosen(states).map(shareOf);
  const [low, high] = first.share > second.share ? [second, first] : [first, second];
  if (!low.share) return { text: "" };
  const percent = ({ share }) => `${(100 * share).toFixed(1)}%`;
  const said =
    `In ${inFile(states[0], "year")}, ${percent(first)} of ${first.name} ${first.n} ` +
    "missing-child reports to NCMEC were resolved, " +
    `and ${percent(second)} of ${second.name} ${second.n}`;
  const gap = high.share - low.share;
  const least = gap - Math.hypot(high.share - high.low, low.high - low.share);
  const most = gap + Math.hypot(high.high - high.share, low.share - low.low);
  const inPoints = (share) => (100 * share).toFixed(1).replace("-", "\u2212");
  const isOff = (parseFloat(percent(high)) - parseFloat(percent(low))).toFixed(1) !== inPoints(gap);
  if (!gap) return { text: `${said}: the same share.`, aside: NO_RANK };
  const before = isOff ? "from unrounded shares; " : "";
  const told = `${said}: ${high.name} is ${inPoints(gap)} percentage points higher`;
  const range = `${before}${WITHIN} confidence interval: ${inPoints(least)} to ${inPoints(most)}`;
  if (least <= 0) return { text: `${told} (${range}), which could be chance.`, aside: NO_RANK };
  return { text: `${told} (${range}), which would rarely happen by chance.` };
}
// How the share of each of several is beside the nation's, those that are alike together.
function besideNation(states) {
  const nation = document.querySelector(`#states tr[data-nation="${NATION.share}"]`);
  const there = states.filter((row) => shownIn(row).share);
  const { head } = document.getElementById("states").dataset;
  if (!nation || !there.length || !head.split(",").includes(BESIDE)) return "";
  const kinds = [
    ["clearly higher than", "higher"],
    ["clearly lower than", "lower"],
    ["not clearly different from", "not clearly different"],
  ];
  const told = kinds.flatMap(([words, how]) => {
    const of = there.filter((row) => inFile(row, BESIDE) === how).map(shownIn);
    const names = of.map((one) => `${one.the}${one.name} (${one.share} of ${one.n})`);
    return of.length ? [`${words} the nation\u2019s in ${listed(names)}`] : [];
  });
  const start = `In ${inFile(states[0], "year")}, the share of missing-child reports to NCMEC`;
  const whole = shownIn(nation).share;
  const each =
    told.length === 2 ? told.join(" and ") : told.join("; ").replace(/; (?=[^;]*$)/, "; and ");
  const why = "When reports are few, even a wide gap may be chance.";
  return `${start} that were resolved was ${each}. The nation\u2019s was ${whole}. ${why}`;
}
function shareOf(row) {
  const number = (name) => Number(inFile(row, name));
  const [low, high] = wilson(number("resolved"), number("reports"));
  return {
    low,
    high,
    name: `${the(row)}${row.cells[0].textContent}\u2019s`,
    share: number("share_resolved"),
    n: grouped(number("reports")),
  };
}
// What a row of the table shows, nothing for a dash; the state one came from is `own`.
function shownIn(row) {
  const at = document.getElementById("states").dataset.order.split(" ");
  const said = (name) => {
    const cell = row.cells[at.indexOf(name) + 1];
    return cell.querySelector("small") ? "" : cell.textContent.trim().replace("\u2013", "");
  };
  const cell = (name) => (at.includes(name) ? said(name) : "");
  const [title] = row.cells;
  return {
    name: (title.querySelector("a") ?? title.firstChild).textContent,
    the: the(row),
    own: row.dataset.code === from,
    first: row.dataset.code === order[0], // chosen
    nation: "nation" in row.dataset,
    sum: row === total,
    rate: cell("rate"),
    share: cell("share"),
    n: cell("reports"),
    resolved: cell("resolved"),
    active: cell("active"),
  };
}
const NATION = { rate: "states_and_dc", share: "US" }; // whose rate or share is the nation's
const BESIDE = "share_resolved_beside_nation"; // how a share is beside the nation's, in the files
const nationOf = (measure) =>
  document.querySelectorAll(`#states tr[data-nation="${NATION[measure]}"]`);
const sumOf = () => (total.dataset.row ? [total] : []);
// The rates, or shares, of the states, highest first, those without one last, and that of all.
function rates(states, measure = "rate") {
  const number = (one) => parseFloat(one[measure]) || 0;
  const together = states.length === 2 ? [] : sumOf(); // else taken for a third state
  return [...states, ...together, ...nationOf(measure)]
    .map(shownIn)
    .sort((one, other) => number(other) - number(one));
}
// The same in the order of sentences: two as they were chosen.
const inSentences = (states) =>
  states.length === 2
    ? [...asChosen(states), ...sumOf(), ...nationOf("rate")].map(shownIn)
    : rates(states);
const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
// A table as it stands, to copy: for a sheet with tabs, and for a text as a table.
function inTable(button, title, rows, more) {
  button.dataset.copy = [title, ...rows.map((row) => row.join("\t")), more].join("\n");
  const line = (cells) => `<tr><td>${cells.map(escaped).join("</td><td>")}</td></tr>`;
  button.markup = `<p>${title}</p><table>${rows.map(line).join("")}</table><p>${more}</p>`;
}
const reportsOf = ({ n }) => Number(n.replace(",", ""));
const bare = (one) => (reportsOf(one) < 10 ? "fewer than 10 reports" : "no rate");
const listed = (all) =>
  all.length < 3 ? all.join(" and ") : `${all.slice(0, -1).join(", ")}, and ${all.at(-1)}`;
// One state beside the others in a sentence, which is shown and, with what must be said beside it,
// copied.
function inShort(states) {
  const { year } = document.getElementById("comparison").dataset;
  return document.querySelector("#states").dataset.order.split(" ").includes("rate")
    ? besideOthers(inSentences(states), year, total.dataset, AGED)
    : "";
}
// Our cutoff, `stats.CHANCE`: how much is within it by chance alone, and the standard errors there
const { within: WITHIN, beyond: BEYOND } = document.body.dataset;
// A gap within 1%, or that could be chance, makes no rate higher.
function unsure(one, own) {
  const errors = [one, own].map((each) => each.rate / Math.sqrt(reportsOf(each)));
  const least = Math.max(0.01 * own.rate, BEYOND * Math.hypot(...errors));
  return Math.abs(one.rate - own.rate) < least;
}
// The same of rates that are given, as the search has them.
// Beside a rate, whose residents are under 18
const AGED = " (reports on ages 18 to 20 are counted, too)";
function besideOthers(all, year, sums = {}, aged = "") {
  const [sum, whole] = ["sum", "nation"].map((name) => all.find((one) => one[name]));
  const there = all.filter((one) => !one.nation && !one.sum);
  const rated = there.filter((one) => one.rate);
  const isPair = there.length === 2 && rated.length === 2;
  if (isPair) return ofTwo(rated, whole, [year, aged]);
  const own = rated.find((one) => one.own) ?? rated.find((one) => one.first) ?? rated[0];
  const others = rated.filter((one) => one !== own);
  const lead = there.find((one) => one.own && !one.rate); // is said first
  const unrated = there.filter((one) => !one.rate && one !== lead);
  const without = [...new Set(unrated.map(bare))].map((why) => {
    const of = unrated.filter((one) => bare(one) === why);
    return `${listed(of.map((one) => one.the + one.name))} had ${why}`;
  });
  const why = lead && bare(lead).replace(/ reports$/, "$&, too few for a rate");
  const first = lead && `In ${year}, ${lead.the}${lead.name} had ${why}`;
  const told = [...(first ? [first] : []), ...without.map((one) => `In ${year}, ${one}`)];
  if (!own) return `${told.join(". ")}.`;
  const beside = sides(own, others);
  const said = [
    first,
    `In ${year}, NCMEC received ${own.n} reports of children missing from ` +
      `${own.the}${own.name}, or ${own.rate} per 100,000 residents under 18${aged}` +
      (beside.length ? `: ${listed(beside)}` : ""),
    sum?.rate &&
      `${capital(sums.said)} had a rate of ${sum.rate} (${sum.n} reports${sums.most}` +
        `${sums.note && `; ${sums.note}`})`,
    whole?.n && rated.length < 5
      ? besideAll([own, ...others], whole)
      : whole && `The rate for the ${whole.name} was ${whole.rate}`,
    (beside.length || whole) &&
      "Our Impact does not say why rates differ; who reports may explain any gap",
  ];
  return `${[...said.filter(Boolean), ...without].join(". ")}.`;
}
// How a rate is beside those of others, each kind of others together.
function sides(own, others) {
  const kinds = [
    ["a clearly lower rate than", (one) => !unsure(one, own) && Number(one.rate) > own.rate],
    ["a rate not clearly different from", (one) => unsure(one, own)],
    ["a clearly higher rate than", (one) => !unsure(one, own) && Number(one.rate) < own.rate],
  ];
  return kinds.flatMap(([words, is]) => {
    const names = others.filter(is).map((one) => `${one.the}${one.name}\u2019s (${one.rate})`);
    return names.length ? [`${words} ${listed(names)}`] : [];
  });
}
const higher = (one, other) => (Number(one.rate) > other.rate ? "higher" : "lower");
// Two states: their counts, whether their rates differ by more than chance, and what else may be
// all of it.
function ofTwo([own, other], whole, [year, aged]) {
  const [mine, theirs] = [own, other].map((one) => one.the + one.name);
  const isClear = !unsure(own, other);
  const [how, than] = isClear
    ? [`clearly ${higher(own, other)}`, "than"]
    : ["not clearly different", "from"];
  const said = [
    `In ${year}, NCMEC received ${own.n} reports of children missing from ${mine} ` +
      `and ${asMany(own, other)} from ${theirs}`,
    `${capital(mine)}\u2019s rate of reports is ${how} ${than} ${theirs}\u2019s: ${own.rate} ` +
      `and ${other.rate} reports per 100,000 residents under 18${aged}` +
      `${whole && !whole.n ? ` (${whole.name}, ${whole.rate})` : ""}` +
      `${isClear ? "; chance alone would rarely produce so wide a gap" : ""}`,
    isClear
      ? "Our Impact does not say why; who reports, and how often, may explain all of the gap"
      : "The gap could be chance; who reports may explain it, too",
    whole?.n && besideAll([own, other], whole),
  ];
  return `${said.filter(Boolean).join(". ")}.`;
}
const asMany = (own, { n }) => (n === own.n ? "as many" : n); // twice, it seems a slip
const inBriefHow = (own, other) =>
  unsure(own, other)
    ? "the rates are not clearly different from each other"
    : `${own.the}${own.name}\u2019s rate is clearly ${higher(own, other)} than ` +
      `${other.the}${other.name}\u2019s`;
// The same in one sentence, to quote where there is little room.
const inBriefOf = ([own, other], whole, year) =>
  `In ${year}, NCMEC received ${own.n} reports of children missing from ${own.the}${own.name} ` +
  `and ${asMany(own, other)} from ${other.the}${other.name}; at ${own.rate} and ` +
  `${other.rate} per 100,000 residents under 18` +
  `${whole ? ` (${whole.name}: ${whole.rate})` : ""}, ${inBriefHow(own, other)}; reports ` +
  "are not children, include ages 18 to 20, and depend on who reports, and how often.";
// How rates are beside that of all, those that are alike together: one can be the higher of two and
// lower than it.
function besideAll(all, whole) {
  const than = (one) =>
    unsure(one, whole)
      ? "not clearly different (could be chance)"
      : `clearly ${higher(one, whole)}`;
  const hows = [...new Set(all.map(than))];
  const start = `Compared with the ${whole.name} together (${whole.rate}), `;
  if (hows.length === 1 && all.length > 1) {
    const every = all.length === 2 ? "both" : `all ${spelled(all.length)}`;
    return `${start}${every} rates are ${hows[0]}`.replace(
      "both rates are not clearly",
      "neither rate is clearly",
    );
  }
  const each = hows.map((how, at) => {
    const of = all.filter((one) => than(one) === how);
    const names = listed(of.map((one) => `${one.the}${one.name}\u2019s`));
    const [many, are] = of.length > 1 ? ["s", "are"] : ["", "is"];
    return `${names}${at ? "" : ` rate${many}`} ${are} ${how}`;
  });
  return start + each.join("; ");
}
function sentence(states, { source }) {
  const { say } = document.getElementById("states").dataset;
  const short = inShort(states) || apart(states).text;
  const beside = short.includes(AGED) ? say.replace(", and include people ages 18 to 20", "") : say;
  return [short, beside, source].filter(Boolean).join(" ");
}
// What stands beside a bar, and in the alt text: a rate, or a share with its whole.
function labelOf(one, measure) {
  const { note } = total.dataset;
  const aside = one.sum && note && measure === "rate" ? `, ${note.replace("rate ", "")}` : "";
  const share = one.share && `${one.share} of ${one.n}`;
  return ((measure === "rate" ? one.rate : share) || bare(one)) + aside;
}
// The states among the rates, and the rate that theirs stand beside: that of the state that one
// came from, or else of all.
const statesOf = (all) => all.filter(({ nation, sum }) => !nation && !sum);
const baseOf = (all) =>
  all.find(({ own, rate }) => own && rate) ?? all.find(({ nation, rate }) => nation && rate);
// Of several rates, which are neither higher nor lower than the one that they stand beside.
function likeBase(all, measure) {
  const [there, base] = [statesOf(all), baseOf(all)];
  if (measure !== "rate" || there.length < 3 || !base) return [];
  return there.filter((one) => one !== base && one.rate && unsure(one, base));
}
// How wide the widest of some words is in a drawing, where it may be in bold.
const FAMILY = "Figures, Verdana, 'DejaVu Sans', sans-serif";
const drawingOf = (measure) =>
  document
    .getElementById(measure ? `drawing-${measure}` : "drawing")
    .content.querySelector("svg")
    .cloneNode(true);
let loading;
const faces = () => (loading ??= loadFaces());
function widest(words, size = 16) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `600 ${size}px ${FAMILY}`;
  return Math.max(...words.map((one) => pen.measureText(one).width));
}
// The rates, or shares, as bars from zero, in the drawing that the page has, and in words.
function bars(states, measure = "rate") {
  const all = rates(states, measure);
  const alike = likeBase(all, measure);
  const labels = all.map(
    (one) => labelOf(one, measure) + (alike.includes(one) ? ", not clearly different" : ""),
  );
  const numbers = all.map((one) => parseFloat(one[measure]) || 0);
  const most = measure === "rate" ? Math.max(1, ...numbers) : 100;
  const step = Math.min(90, 320 / all.length);
  // Of the bars: names and labels are of any length
  const left = 60 + widest(all.map(({ name }) => name));
  const full = 908 - left - widest(labels);
  // Beside the state that one came from
  const plain = all.some((one) => one.own) ? "#5b8bb5" : "#12436d";
  return all
    .map(({ name, own, nation, sum }, at) => {
      const y = 126 + step * at;
      const wide = (full * numbers[at]) / most;
      const fill = nation || sum ? "#8a94a3" : own ? "#12436d" : plain;
      const path = `M${left} ${y}h${wide}v${step * 0.7}H${left}z`;
      const text = (x, words) => `<text x="${x}" y="${y + step * 0.35 + 5}">${words}</text>`;
      return [
        `<g${own ? ' font-weight="600"' : ""}>`,
        text(40, name),
        wide ? `<path fill="${fill}" d="${path}"/>` : "",
        text(left + 12 + wide, labels[at]),
        "</g>",
      ].join("");
    })
    .join("");
}
// What the picture shows, as a sentence: one of two beside the other, or how many of several are
// above and below one; nothing where there are no rates to compare.
function headline(states) {
  const all = rates(states);
  const [there, base] = [statesOf(all), baseOf(all)];
  const others = there.filter((one) => one !== base && one.rate);
  if (there.length === 2) return ofPair(base?.own ? [base, ...others] : others);
  return there.length > 2 && others.length && base ? ofMany(base, there, others) : "";
}
function ofPair([first, other]) {
  if (!other) return "";
  const [mine, theirs] = [first, other].map((one) => one.the + one.name);
  // If they are not clearly different, only whose they are
  if (unsure(other, first)) return `Rates of missing-child reports: ${mine}, and ${theirs}`;
  const how = higher(first, other);
  return capital(`${mine} had ${rateThat(how)} than ${theirs}`);
}
// Several, each beside one: the state that one came from, or all. Their sum would hide that some
// are above it and some below.
function ofMany(base, there, others) {
  const clear = others.filter((one) => !unsure(one, base));
  const above = clear.filter((one) => Number(one.rate) > base.rate);
  const below = clear.filter((one) => !above.includes(one));
  const kinds = { above, below };
  return base.own ? besideMany(base, others, kinds) : ofWhole(there, kinds, base);
}
const kindsOf = (kinds) => kinds.filter(([, of]) => of.length);
const named = (of) => listed(of.map((one) => one.the + one.name).sort());
const rateThat = (how) => `a clearly ${how} rate of missing-child reports`;
const manyOf = (of, all) => (of.length === all.length ? "each" : spelled(of.length));
// Each kind of rate with whose it is or, if they are many, how many of them have it.
function besideMany(own, others, { above, below }) {
  const name = capital(own.the + own.name);
  const isNear = total.dataset.said.startsWith(`${own.the}${own.name}`);
  const many = spelled(others.length);
  const all = isNear ? `its ${many} neighbors` : `the ${many} others`;
  const kinds = kindsOf([
    ["higher", below],
    ["lower", above],
  ]);
  if (!kinds.length) {
    const rate = "rate of missing-child reports";
    return `${name}\u2019s ${rate} was not clearly different from that of any of ${all}`;
  }
  const rateOf = (how, at) => (at ? `a clearly ${how} one` : rateThat(how));
  if (above.length + below.length > 4) {
    const [first, second] = kindsOf([
      ["higher", above],
      ["lower", below],
    ]).map(([how, of], at) => [manyOf(of, others), rateOf(how, at)]);
    const more = second ? `, and ${second.join(" ")}` : "";
    return `${capital(first[0])} of ${all} had ${first[1]} than ${own.the}${own.name}${more}`;
  }
  const [first, second] = kinds.map(([how, of], at) => `${rateOf(how, at)} than ${named(of)}`);
  return `${name} had ${first}${second ? ` and ${second}` : ""}`;
}
function ofWhole(there, { above, below }, whole) {
  const { region, said } = called(chosen());
  const start = region ? `In ${said}` : `Of these ${spelled(there.length)} ${kindOfAll(chosen())}`;
  const [first, second] = kindsOf([
    ["higher", above],
    ["lower", below],
  ]);
  if (!first) return `${start}, none had a rate clearly different from the ${whole.name} together`;
  const isFew = above.length + below.length < 4;
  const count = ([, of]) => (isFew ? named(of) : manyOf(of, there));
  const more = second ? `, and ${count(second)} a clearly lower one` : "";
  const than = `than the ${whole.name} together`;
  return `${start}, ${count(first)} had ${rateThat(first[0])} ${than}${more}`;
}
function inAlt(states, title, measure = "rate") {
  const { title: name, by } = called(states);
  const start = name ? `${name.replace("neighbors", by || "$&")}: bar` : "Bar";
  const each = rates(states, measure).map((one) => `${one.name} ${labelOf(one, measure)}`);
  return `${start} chart of ${title[0].toLowerCase()}${title.slice(1)}: ${each.join("; ")}.`;
}
const altOf = (measure) =>
  inAlt(chosen(), drawingOf(measure).querySelector("text").textContent, measure);
if (picked) {
  const asked = new URLSearchParams(location.search);
  const only = asked.getAll("only").join().split(","); // several from a state's page
  order = only;
  for (const one of ticks) one.checked = only.includes(one.value);
  from = asked.get("from") ?? "";
  const own = every().find((row) => row.dataset.code === from);
  if (own) own.parentElement.prepend(own);
  narrow();
  for (const button of document.querySelectorAll("[data-alt]"))
    button.addEventListener("click", () => {
      button.dataset.copy = altOf(button.dataset.alt);
    });
  document.getElementById("whole").addEventListener("click", () => {
    const region = document.getElementById("region");
    const codes = region.selectedOptions[0].dataset.states?.split(" ") ?? [];
    for (const one of ticks) one.checked ||= codes.includes(one.value);
    region.selectedIndex = 0;
    narrow();
  });
  document.getElementById("own").addEventListener("change", ({ target }) => {
    from = target.value;
    narrow();
  });
  picked.addEventListener("change", ({ target }) => {
    if (!ticks.includes(target)) return;
    const { top } = target.getBoundingClientRect();
    narrow();
    scrollBy(0, target.getBoundingClientRect().top - top); // the boxes stay below the pointer
  });
  chips.addEventListener("click", ({ target }) => {
    const at = [...chips.children].indexOf(target);
    if (at < 0) return;
    for (const one of ticks) one.checked &&= target.value !== "" && one.value !== target.value;
    narrow();
    const left = chips.querySelectorAll("[aria-label]"); // not what clears all
    (left[Math.min(at, left.length - 1)] ?? picked.querySelector("select")).focus();
  });
  document.getElementById("rows").addEventListener("click", file);
  document.getElementById("book").addEventListener("click", book);
  document.getElementById("each").addEventListener("click", ({ target }) => {
    const { year } = document.getElementById("comparison").dataset;
    const title = `Reports of missing children to NCMEC in ${year}`;
    inTable(target, title, asTable(), target.dataset.more);
  });
}

// A table that is too wide scrolls in itself, with a cue; another leaves its header in sight.
function fit(wide) {
  const before = wide.classList.contains("more");
  const { scrollTop } = wide;
  wide.classList.remove("more"); // which makes a first column narrow, so that the table might fit
  const more = wide.firstElementChild.scrollWidth > wide.clientWidth;
  wide.classList.toggle("more", more);
  const [first] = more ? wide.querySelectorAll("tbody th, tbody td") : [];
  wide.style.scrollPaddingLeft = first ? `${first.offsetWidth}px` : ""; // it stays in sight
  wide.classList.toggle("fits", !more);
  wide.scrollTop = scrollTop;
  // In the table, too
  if (more && !before) wide.querySelector(":target")?.scrollIntoView({ block: "center" });
  cue(wide, "beforebegin", more && "More columns: scroll sideways \u2192");
  cue(
    wide,
    "afterend",
    more &&
      wide.scrollHeight > wide.clientHeight + 1 &&
      "More rows: scroll down in the table \u2191",
  );
}
function cue(wide, where, words) {
  const there = where === "afterend" ? wide.nextElementSibling : wide.previousElementSibling;
  const is = there?.matches(`.cue.${where}`);
  if (is && !words) there.remove();
  if (!is && words) wide.insertAdjacentHTML(where, `<p class="cue ${where}">${words}</p>`);
}
const watcher = new ResizeObserver((changed) =>
  changed.forEach(({ target }) => fit(target.closest(".wide"))),
);
for (const wide of document.querySelectorAll(".wide:has(> table)")) {
  watcher.observe(wide);
  watcher.observe(wide.firstElementChild);
}

// What a link leads to is open, not folded.
function unfold() {
  const there = location.hash && document.getElementById(location.hash.slice(1));
  if (there?.nodeName === "DETAILS") there.open = true;
}
addEventListener("hashchange", unfold);
unfold();

// All code of a notebook at once.
document.getElementById("code")?.addEventListener("click", (event) => {
  const cells = [...document.querySelectorAll("details.code")];
  const open = document.querySelector(".notebook").classList.toggle("codes");
  for (const cell of cells) cell.open = open;
  event.target.textContent = open ? "Hide all code" : "Show all code";
});

// Numbers end at the right where a notebook's table holds nothing else.
for (const table of document.querySelectorAll(".notebook table")) {
  const cells = [...table.querySelectorAll("tbody td")].filter((cell) => cell.textContent.trim());
  if (cells.every((cell) => isNumber(cell.textContent))) table.classList.add("numbers");
}

// The first words of a text that is too long.
const inRoom = (text, most) =>
  text.length > most ? `${text.slice(0, most - 2).replace(/\s+\S*$/, "")} \u2026` : text;
// Whom to ask is copied line by line, too: that there is no number of it, and where one may be.
function copyLines({ dataset }) {
  const [head, ...lines] = dataset.copy.split("\n- ").map((one) => one.trim());
  const [, none, by] = head.match(/^(.*? on ).*?(\(Source: [^\n]*\))/s);
  const whom = Object.fromEntries(lines.map((one) => one.split(/: (.*)/s)));
  for (const line of document.querySelectorAll("#elsewhere li")) {
    const term = line.querySelector("strong").textContent.slice(0, -1);
    const what = /^(.[A-Z]|Cyber)/.test(term) ? term : term[0].toLowerCase() + term.slice(1);
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const about = `<span class="unseen"> about ${what}</span>`;
    button.innerHTML = `Copy this line${about}, with source`;
    const stated = /by city or/.test(what) ? none.replace(" by state", "") : none;
    const own = /^earlier/.test(what) ? stated.replace(/ on $/, " for ") : stated;
    const ask = `Other places to ask (not checked by this site): ${whom[term]}.`;
    button.dataset.copy = `${own}${what}. ${by} ${ask}`;
    button.dataset.said = inRoom(`Copied the line on ${what}`, 75); // all lines begin alike
    line.append(" ", button);
  }
}
for (const all of document.querySelectorAll("#elsewhere .buttons :first-child")) copyLines(all);

// The copy buttons. Browsers refuse the clipboard to some pages; there the older way still works.
async function copy(text, markup) {
  const parts = markup ? { "text/plain": text, "text/html": markup } : {};
  try {
    if (markup) await navigator.clipboard.write([new ClipboardItem(parts)]);
    else await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

// What is on the clipboard may be more than is shown: it stands, folded, in the corner, where it
// moves nothing; by keyboard, after what copied it.
const taken = Object.assign(document.createElement("span"), { className: "taken screen" });
taken.innerHTML =
  "<details><summary>What was copied</summary><p></p></details>" +
  '<button type="button" aria-label="Close what was copied">\u00d7</button>';
const fold = taken.firstChild;
function unfoldable(text, button) {
  button.after(taken);
  fold.open = false;
  fold.lastChild.textContent = text;
  clearTimeout(taken.timer);
  taken.timer = setTimeout(() => {
    if (!fold.open && !taken.matches(":hover, :focus-within")) taken.remove();
  }, 6000);
}
function putAway() {
  if (taken.contains(document.activeElement)) taken.previousElementSibling?.focus();
  taken.remove();
}
taken.lastChild.addEventListener("click", putAway);
fold.addEventListener("toggle", () => {
  if (fold.open) said.textContent = "";
});
document.addEventListener("keydown", (event) => event.key === "Escape" && putAway());

const said = document.getElementById("said");
// As the credit has it: elsewhere, "this site" is another
function byName(text) {
  const { name } = said.dataset;
  return text
    .replace(/\bthis site calculates\b/gi, `${name} (not NCMEC) calculates`)
    .replace(/\bThis site\u2019s percentage/g, `The percentage (by ${name}, not NCMEC)`)
    .replace(/\bthis site\u2019s/gi, `${name}\u2019`)
    .replace(/\bthis site\b/gi, name);
}
function tell(text, about, button) {
  for (const one of document.querySelectorAll(".done")) one.classList.remove("done");
  button?.classList.add("done");
  said.textContent = text;
  const { top, bottom } = about?.getBoundingClientRect() ?? {};
  said.classList.toggle("above", bottom > innerHeight - 120 && top > 80); // it covers neither
  clearTimeout(said.timer);
  said.timer = setTimeout(() => (said.textContent = ""), Math.max(3000, 60 * text.length));
}
// Who scrolls on has read it
function readOn() {
  said.textContent = "";
  if (!fold.open) taken.remove();
}
for (const one of ["wheel", "touchmove"]) addEventListener(one, readOn, { passive: true });
// What a button would copy is seen before.
document.addEventListener("pointerover", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button?.dataset.copy) button.title = byName(button.dataset.copy);
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const file = event.target.closest("a[download]:not([target])");
  if (file) tell(`Downloading ${file.download || file.pathname.split("/").at(-1)}`, file);
  // Who clicks elsewhere has seen it
  if (!button && !fold.open && !taken.contains(event.target)) taken.remove();
  if (!button) return;
  // What is here is not of the state that one came from
  const isNational = button.closest(".answer, .copies");
  const lack = isNational && document.querySelector(".of-state:target span");
  const copied = button.dataset.copy || embed.value; // which is long to have twice
  const whole = lack ? `${lack.textContent} ${copied}` : copied;
  const text = byName(whole);
  await copy(text, button.markup && byName(button.markup));
  unfoldable(text, button);
  button.focus();
  const named = button.textContent.replace(/^Copy( its)?\b|,.*| of \u201c.*| about .*/g, "");
  const what = `Copied${named}`.trim() + ": ";
  const room = "whole" in button.dataset ? text.length : Math.max(30, 73 - what.length);
  tell(
    button.dataset.said || what + inRoom(text, room), // which it was
    button.closest("#meant, #suggested") ?? button.closest(".say, li, p") ?? button,
    button,
  );
});

// The typeface of the figures, once it is needed: a picture that is drawn holds it, and the page
// has it, too, to measure words.
async function loadFaces() {
  if (!globalThis.FACES)
    await new Promise((done, fail) => {
      const attributes = { src: `${site}faces.js`, onload: done, onerror: fail };
      document.head.append(Object.assign(document.createElement("script"), attributes));
    });
  const all = Object.entries(FACES);
  const loaded = all.map(([weight, at]) => new FontFace("Figures", `url(${at})`, { weight }));
  for (const face of await Promise.all(loaded.map((one) => one.load()))) document.fonts.add(face);
  return all;
}
async function faced(drawing) {
  const all = await faces();
  const rule = ([weight, at]) =>
    `@font-face { font-family: Figures; font-weight: ${weight}; src: url(${at}); }`;
  const style = document.createElementNS(drawing.namespaceURI, "style");
  style.textContent = all.map(rule).join("");
  drawing.prepend(style);
  drawing.setAttribute("font-family", FAMILY);
}
// A drawing that the page has, since none is read from a folder, as a PNG: a state's square, or
// bars of the states that are chosen.
for (const button of document.querySelectorAll("#draw, [data-draws]"))
  button.addEventListener("click", draw);
async function draw({ target }) {
  const { draws } = target.dataset;
  const drawing = drawingOf(draws);
  const [width, height] = ["width", "height"].map((name) => Number(drawing.getAttribute(name)));
  await faced(drawing);
  if (draws) complete(drawing, draws);
  const picture = new Image();
  const text = new XMLSerializer().serializeToString(drawing);
  picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
  const download = draws ? `${fileOf(target, chosen())}.png` : target.dataset.name;
  const href = canvas.toDataURL("image/png");
  Object.assign(document.createElement("a"), { href, download }).click();
  tell(`Saved ${download}`);
}
function complete(drawing, measure) {
  drawing.querySelector(".bars").innerHTML = bars(chosen(), measure);
  entitle(drawing.querySelector(".head"), measure);
  const clearly = drawing.querySelector(".clearly");
  if (!/clearly/.test(drawing.querySelector(".head").textContent)) clearly?.remove();
}
// The same on the page, beside what downloads it.
async function preview() {
  await faces();
  for (const shown of document.querySelectorAll("[data-shows]")) {
    const { shows } = shown.dataset;
    const drawing = drawingOf(shows);
    drawing.setAttribute("font-family", FAMILY);
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", altOf(shows));
    complete(drawing, shows);
    shown.replaceChildren(drawing);
  }
}
// The drawing's title says what it shows, in up to two lines; what it counts goes below.
function entitle(head, measure) {
  const { title, by } = called(chosen());
  const isRate = measure === "rate";
  const what = isRate ? "reports per 100,000 under 18" : "share of reports resolved";
  const top = (isRate && headline(chosen())) || (title && `${title}: ${what}`);
  const fit = (lines) =>
    head.setAttribute("font-size", Math.min(27, (27 * 860) / widest(lines, 27)));
  fit([head.textContent]);
  if (!top) return;
  const below = head.nextElementSibling;
  const how = top.includes(by) ? "" : by; // said once
  const rest = below.textContent
    .replace("Reports to NCMEC", "")
    .replace(how && "states combined", how && `combined; ${how}`);
  const isUnsure = !isRate && / could be chance/.test(apart(chosen()).text);
  const gray = sumOf().length ? "combined" : isRate ? "50 states and DC" : "nation";
  below.textContent =
    head.textContent.replace(/ per| resolved/, " to NCMEC$&") +
    rest.replace("gray: combined", `gray: ${gray}`) +
    (isUnsure ? "; the gap could be chance" : "");
  let end = top.length;
  while (widest([top.slice(0, end)], 27) > 860) end = top.lastIndexOf(" ", end - 1);
  const lines = [top.slice(0, end), top.slice(end + 1)].filter(Boolean);
  head.innerHTML = lines
    .map((line, at) => `<tspan x="40" dy="${28 * at}">${line}</tspan>`)
    .join("");
  if (lines[1]) below.setAttribute("y", 102);
  fit(lines);
}

// On other pages than the first, what searches is fetched once it is needed, and shows what it
// finds below the field.
document.getElementById("search").addEventListener(
  "focus",
  () => {
    if (document.getElementById("found")) return;
    for (const name of ["minisearch", "documents", "query", "cells", "notes", "find", "search"])
      document.head.append(
        Object.assign(document.createElement("script"), { src: `${site}${name}.js`, async: false }),
      );
  },
  { once: true },
);

document.getElementById("print")?.addEventListener("click", () => print());
// The search is one key away on each page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  document.getElementById("search").focus();
});
