"use strict";

// The pages that are found for what is typed (query.js), with what is said above them (notes.js),
// in order. A state that is named comes first. Where no page has all words, three with some, or a
// like spelling, are shown, unless one is a number.

const PLAINEST = new Set(Object.values(FIRST)); // shown though no page has the words

// A state is meant where it is named, not by what its page says as those of all others do.
const isMeant = (one) =>
  one.kind !== "State" ||
  Object.entries(one.match).some(([term, fields]) =>
    (term.length > 2 ? /title|code|numbers/ : /title|code/).test(fields),
  );
const all = (words) =>
  words.length
    ? index.search({ combineWith: "AND", queries: words.map(meant) }).filter(isMeant)
    : [];

// The pages with all words, and those of them that only show the states named beside all others.
function pagesWithAll({ words, states, more }, absent) {
  // No page has these words, but pages have what is typed with them
  const beside = absent.filter((word) => noted(word, more).some((one) => one.none && one.with));
  const pages = all(
    beside.length < words.length ? words.filter((word) => !beside.includes(word)) : words,
  );
  const withName = new Set(
    states.flatMap((one) => all(tokenize(one.title.toLowerCase()))).map((one) => one.id),
  );
  const also = pages.filter(
    (one) => withName.has(one.id) && !states.some(({ id }) => id === one.id),
  );
  if (states.length && !more.length) return { pages: [], also }; // OR: not each page that says "or"
  const isLess = beside.length > 0 || (states.length > 0 && !pages.length);
  return { pages: states.length && !pages.length ? all(more) : pages, also, isLess };
}

// Pages near to what is typed, where none has all of it: of the other words where one is a place's
// name, of words spelled alike else; no number is like another.
function near({ states, more }, lost, place) {
  if (place)
    return all(
      more.filter((word) => !lost.includes(word) && !noted(word, more).some((one) => one.place)),
    );
  if (states.length || more.some((word) => /^\d/.test(word))) return [];
  return index
    .search({ combineWith: "OR", queries: more.map(meant) }, { fuzzy, prefix: false })
    .filter(isMeant)
    .slice(0, 3);
}

// What is found for the words that were meant, where each that no page has is a slip of one.
function corrected({ typed }, lost) {
  const right = lost.reduce(
    (text, word) => text.replace(new RegExp(`\\b${word}`, "i"), nearly(word)),
    typed,
  );
  const shown = STATES.reduce(
    (text, { title }) => text.replace(new RegExp(`\\b${title}\\b`, "i"), title),
    right,
  );
  const again = find(right);
  const link = [`#q=${encodeURIComponent(right)}`, `${shown}?`];
  return { ...again, notes: [{ say: "Did you mean", link }, ...again.notes] };
}

// The words of what is typed that not most pages have.
const ownWords = (query) =>
  query.words.filter((word) => !isYear(word, query) && !FILLS.test(word));
// Whether the title or sentences that are shown of a page have all words, or what these are called.
function says(title, text, words) {
  const shown = tokenize(`${title} ${text}`.toLowerCase());
  const has = (word) => shown.some((one) => one.startsWith(word));
  return words.every((word) => has(word) || COMMON[word]?.split(" ").every(has));
}
// The pages in order: the states named, the plainest answers, and then as found, kept files last.
const leads = (link, one) =>
  one.id === link?.[0].replace(/^((?:about|data|figures)\b[^#]*)#.*/, "$1");
function ordered(query, pages, answers) {
  // `link` leads to a year's number, and `figure` to what changed
  const links = answers.flatMap(({ link, figure }) => [link, figure]);
  const isAnswer = (one) => links.some((link) => leads(link, one));
  const isShown = (one) =>
    PLAINEST.has(one.id) || isAnswer(one) || pages.some(({ id }) => id === one.id);
  const best = bestFirst(query, links)
    .flatMap((is) => DOCUMENTS.filter(is))
    .filter(isShown);
  const own = ownWords(query);
  const at = (one) => (one.last ? 2 : Number(!says(one.title, brief(one.text), own)));
  const rest = pages.toSorted((one, other) => at(one) - at(other));
  const isOfMap = /\bmaps?\b/i.test(query.typed);
  const inOrder = [...(isOfMap ? best : []), ...query.states, ...best, ...rest];
  return { best, inOrder: new Map(inOrder.map((one) => [one.id, one])) }; // each page once
}
// Which pages answer best: the plainest one, those that answers lead to, and those with a title
// like what is typed.
function bestFirst(query, links) {
  const plain = waysTyped(query);
  const isLong = query.more.length > 1 && !query.states.length;
  const telling = query.words.filter((word) => !isYear(word, query));
  const start = new RegExp(`^${telling.join("\\b.*\\b")}`, "i"); // so a title goes
  const inTokens = (text) => ` ${tokenize(text.toLowerCase()).join(" ")} `;
  const phrase = inTokens(query.given);
  return [
    (one) => plain.some((text) => one.id === FIRST[text]),
    ...links.map((link) => (one) => leads(link, one)),
    (one) => plain.some((text) => [one.name, one.title.toLowerCase()].includes(text)),
    (one) => isLong && start.test(one.title),
    (one) => isLong && inTokens(one.title).includes(phrase),
  ];
}

// Whether a figure that is found first answers: its title or finding has all that is typed, or it
// is the plainest answer to part of it.
function fits(one, { words }) {
  const own = words.filter((word) => word !== YEAR && !FILLS.test(word) && !idle(word));
  const part = own.some((_, at) =>
    own.some((_, to) => FIRST[own.slice(at, to + 1).join(" ")] === one?.id),
  );
  return (
    one?.kind === "Figure" &&
    isOf(words, one.id) &&
    stated(one.id).copy &&
    (part ||
      (own.length > 1 &&
        index.search(
          { combineWith: "AND", queries: own.map(meant) },
          { fields: ["title", "alone"], filter: ({ id }) => id === one.id },
        ).length))
  );
}

// What is found without a percentage that is typed, where nothing has it.
const GUESS = /\d[\d.]*\s?(%|percent\b)/i;
function ask(given) {
  const there = find(given);
  if (there.found.length || there.notes.length || !GUESS.test(given)) return there;
  const again = find(given.replace(GUESS, " "));
  return {
    ...again,
    notes: [{ say: `Not found: ${quoted([given.match(GUESS)[0]])}`, number: true }, ...again.notes],
  };
}

const isNoTotal = ({ link }) => link?.[0] !== "figures/cybertipline-by-year/index.html";

// The pages found, those that show a state beside all others, and what is to be said above them.
function find(given) {
  const query = read(given);
  const { states, more } = query;
  const said = notesOn(query);
  const { answers } = said;
  query.isNational = isAnsweredNationally(query, answers);
  const found =
    isBeyond(query) && !said.isCell
      ? findBeyond(query, said)
      : { ...said, ...pagesWithAll(query, said.absent) };
  const { absent } = found;
  const isAsking = states.length === 1 && ASKS.test(given) && !/task force|icac/i.test(given);
  if (isAsking && !found.notes.some((one) => one.urgent))
    Object.assign(found, { notes: [whomOf(query)], pages: [], also: [], isLess: true });
  query.isLess = query.inCity || found.isLess; // pages need not have all that is typed
  let { notes, pages, also } = found;
  // Of arrests, the number of all reports is no answer
  if (notes.some((one) => one.words?.includes("arrests"))) notes = notes.filter(isNoTotal);
  const lost = more.filter((word) => !known(word));
  const isNoted = notes.some(({ place }) => place);
  const isPlace = isNoted || lost.some((word) => isName(word, query));
  const isNone = notes.some(({ none }) => none);
  const isSlip = !isPlace && !isNone && !said.isCell && lost.every(nearly);
  if (lost.length && isSlip) return corrected(query, lost);
  const isPart = !pages.length && !absent.length && more.length > 0; // no page has all words
  if (isPart) pages = near(query, lost, isPlace);
  if (!answers.length && more.length > 1 && isSilent(query, notes, pages)) also = figuresOf(more);
  const isSaid = !answers.length && (states.length || pages.length || isPlace);
  const missing = missed(query, { lost, isNew: isPlace && !isNoted, isSaid });
  notes = isNone ? [...notes, ...missing] : [...missing, ...notes]; // a no comes first
  if (isOfOne(query) && !query.isChange) [notes, states[0]] = withOwn(query, notes);
  return arranged(query, { answers, notes, pages, also, isPart });
}

// A name that no page has, such as of a town.
const isName = (word, query) =>
  !nearly(word) && /^\p{Lu}\p{Ll}+$/u.test(spelledAsTyped([word], query));
// Whether nothing answers, not even a figure; then a figure for each word may.
const isSilent = ({ states }, notes, pages) =>
  !states.length &&
  pages.length > 0 &&
  ![...notes, ...pages].some(({ none, kind }) => none || kind === "Figure");
function figuresOf(words) {
  const each = words.map((word) => all([word]).find(({ kind }) => kind === "Figure"));
  return each.filter((one, at) => one && each.findIndex((it) => it?.id === one.id) === at);
}
function findBeyond(query, { notes, absent }) {
  const { trend, notes: said } = beyond(query, notes);
  const lacking = [...absent, ...trend];
  const others = query.topic.filter((word) => !lacking.includes(word));
  return others.every((word) => isYear(word, query))
    ? { notes: said, absent: [...lacking, ...others], pages: [], also: [] }
    : { notes: said, absent: lacking, pages: all(others), also: [], isLess: true };
}
// What is found as it is shown: in order, each page and each sentence once.
function arranged(query, { answers, notes, pages, also, isPart }) {
  const { states, regions } = query;
  const { best, inOrder } = ordered(query, pages, [...answers, ...notes.filter(isNationsNumber)]);
  const isOfAnother = ({ id, title }) =>
    states.length > 0 &&
    id.includes("state-fact-sheet") &&
    !states.some((one) => title.includes(one.title));
  const beside = also.filter((one) => !best.some(({ id }) => id === one.id) && !isOfAnother(one));
  for (const { id } of beside) inOrder.delete(id);
  const all = [...inOrder.values()]
    .filter((one) => !isOfAnother(one))
    .map((one) => ({ ...asShown(one, query), nearest: asNearest(one, query) }))
    .flatMap((one) => (notes.some(({ none }) => none) ? withWhy(one, query, notes) : [one]));
  const shown = [...all.filter(({ isStray }) => !isStray), ...all.filter(({ isStray }) => isStray)];
  const only = answers.find((one) => one.only); // on the site, of which no figure is
  const isUnsaid = notes.every(({ alias }) => alias) && !regions.length;
  const [top] = shown;
  const isFigure = isUnsaid && !isPart && !states.length && fits(top, query);
  const single = isUnsaid && !isFigure ? headlines(query) : [];
  const ofFigure = isFigure ? [{ ...stated(top.id), link: [top.id, "Figure"] }] : single;
  const said = (ofFigure.length ? ofFigure : notes).map((one) => ofState(one, states));
  const names = states.map(({ title }) => title).join(", ");
  return {
    found: only ? shown.filter((one) => leads(only.link, one)) : shown,
    also: beside.filter(({ last }) => !last), // not how the tables are kept
    of: states.length ? `${names} ${states.length > 1 ? "are" : "is"}` : "Some of these words are",
    ...once(said, inOrder.size),
    some: isPart && !best.length,
    isLess: query.isLess,
  };
}

// Below a no, a page is shown with the words that it was found for, if it does not show one.
function withWhy(one, query, notes) {
  const isPlain = one.said || one.kind === "Figure" || query.states.length;
  if (isPlain || notes.some(({ link }) => leads(link, one))) return [one];
  const own = ownWords(query);
  if (own.some((word) => says(one.title, shownOf(one), [word]))) return [one];
  const words = DOCUMENTS.find(({ id }) => id === one.id).words.split(" ");
  const there = own.filter((word) => words.includes(word));
  const said = `in its text: ${quoted(spelledAsTyped(there, query))}`;
  return there.length ? [{ ...one, said, isStray: true }] : [];
}
// A state without what its answer says; beside a state, a national page says what it lacks. A
// figure has the sentence for which it is found, if its first ones do not say it.
function asShown(page, query) {
  const { states } = query;
  const state = states.find(({ id }) => id === page.id);
  if (state) return isBeyond(query) ? { ...state, kind: STATES_HAVE } : state;
  const isNational = states.length && page.national;
  const kind = isNational ? `${page.kind} (no state numbers)` : page.kind;
  const own = ownWords(query);
  if (!own.length || says(page.title, shownOf(page), own)) return { ...page, kind };
  if (page.kind !== "Figure") return { ...page, kind, ...whereIn(page, query) };
  return { ...page, kind, said: parts(page.text).find((one) => says("", one, own)) };
}

// A figure of what is nearest to a word that the report has no number for says so, also where it is
// copied.
function asNearest({ kind, text }, { more }) {
  const isIts = (one) =>
    one in NEAREST &&
    LACKING[one] !== undefined &&
    says("", parts(text)[0], COMMON[one].split(" ").slice(-1));
  const [word] = kind === "Figure" ? more.flatMap((one) => common(one, 5)).filter(isIts) : [];
  return word && `Our Impact does not say whether ${COMMON[word]} includes ${word}.`;
}
const OF_ONE = YEARS.length === 1 ? ` of ${YEARS[0]}` : "";
const STATES_HAVE = `State (missing-child reports${OF_ONE} only)`;
// Where a page has a word that the report has no number for: in the statement that is all that the
// report says of it, or, on the About page, in what is said of it.
function whereIn({ id }, { more }) {
  const notes = more
    .flatMap((word) => noted(word, more))
    .filter(({ on, link }) => on && !link?.[0].startsWith(id)); // which leads to its own part
  if (id === "about.html" && notes.length) return { id: `${id}#absent`, said: notes[0].say };
  const lacked = more.flatMap((word) => [word, ...common(word, 5)]);
  const [quote] = [...notes.map(({ lacks }) => lacks), ...lacked].flatMap((one) =>
    Object.hasOwn(LACKING, one) ? LACKING[one] : [],
  );
  if (!quote) return {};
  const there = DOCUMENTS.find((one) => one.id === id).words.split(" ");
  const has = tokenize(quote.say.toLowerCase()).every((word) => there.includes(word));
  return has ? { said: capital(quote.say) } : {};
}
