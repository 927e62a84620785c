"use strict";

// The pages that are found for what is typed (query.js), on the first page and, below the field, on
// all others. A state that is named comes first. Where no page has all words, three with some, or a
// like spelling, are shown, unless one is a number. What is typed stands in the first page's
// address, #q=..., so that it can be sent; other pages send ?q=...
const field = document.getElementById("search");
const { up } = document.body.dataset;
const start = document.getElementById("found") ? "" : `${up}index.html`; // of links
const PLAINEST = new Set(Object.values(FIRST)); // shown though no page has the words

// A state is meant where it is named, not by what its page says as those of all others do.
const named = (one) =>
  one.kind !== "State" ||
  Object.entries(one.match).some(([term, fields]) =>
    (term.length > 2 ? /title|code|numbers/ : /title|code/).test(fields),
  );
const all = (words) =>
  words.length ? index.search({ combineWith: "AND", queries: words.map(meant) }).filter(named) : [];

// What is to be said, and the words that the report has no number for.
function notesOn(query) {
  const { given, asked, first, areas, more, inCity } = query;
  const meaning = defined(asked, true);
  if (meaning.length) return { answers: meaning, notes: meaning, absent: [] };
  const said = more.flatMap((word) => told(word, more));
  const isPlain = ![...first, ...areas].length && said.every(({ alias }) => alias);
  const answers = answered(asked, !first.length, isPlain ? plainly(query) : []);
  const ofWords = said.filter((one) => !one.alias || !answers.length);
  const notes = [
    ...(inCity
      ? [...told("city", more).map(({ link, ...one }) => one), ...ofCity(given, first)]
      : []),
    ...ofWords,
    ...answers,
  ];
  notes.sort(
    (one, other) =>
      Boolean(other.urgent) - Boolean(one.urgent) ||
      Boolean(one.alias) - Boolean(other.alias) ||
      isNo(other) - isNo(one),
  );
  return {
    answers,
    notes,
    absent: more.filter((word) => noted(word, more).some((one) => one.none)),
  };
}

// The state of a city that is named, or those of its name.
function ofCity(given, first) {
  const there = first.flatMap((one) =>
    (CITIES[one.code] ?? [])
      .map(
        (city) =>
          given.match(
            new RegExp(`\\b${city.replaceAll(".", "\\.?").replaceAll(" ", "[ -]")}(?!\\w)`, "i"),
          )?.[0],
      )
      .filter(Boolean)
      .sort(
        (city, other) => given.indexOf(city) - given.indexOf(other) || other.length - city.length,
      )
      .slice(0, 1)
      .map((city) => ({
        city: city.replace(/(^|[ -])\w/g, (letter) => letter.toUpperCase()),
        link: [one.id, one.title],
      })),
  );
  // Other states may have one of its name
  const isOne = there.length === 1 && !/County$/.test(there[0].city);
  const names = there.map(({ link }) => link[1]).join(" or ");
  const copy = there.length
    ? `${there[0].city} ${isOne ? "is" : "may be"} in ${names}. (Source: ${SOURCE}.)`
    : "";
  return there.map(({ city, link }, at) => ({
    say: at ? "or" : `${city} ${isOne ? "is" : "may be"} in`,
    link,
    ofCity: true,
    ...(at < there.length - 1 ? {} : { copy, place: true }),
  }));
}

// The pages with all words, and those of them that only show the states named beside all others.
function withAll({ words, first, more }, absent) {
  // Of what is typed with it, there are pages
  const beside = absent.filter((word) => noted(word, more).some((one) => one.none && one.with));
  const pages = all(
    beside.length < words.length ? words.filter((word) => !beside.includes(word)) : words,
  );
  const withName = new Set(
    first.flatMap((one) => all(tokenize(one.title.toLowerCase()))).map((one) => one.id),
  );
  const also = pages.filter(
    (one) => withName.has(one.id) && !first.some(({ id }) => id === one.id),
  );
  if (first.length && !more.length) return { pages: [], also }; // OR: not each page that says "or"
  return { pages: first.length && !pages.length ? all(more) : pages, also };
}

// Whether a state or "by state" is typed beside another topic, or years; what is to be said, and
// which words the report has nothing of by state.
const ofStates = new Set(OF_STATES.words.split(" "));
const SUBJECTS = OF_STATES.topics.map(([like, name]) => [new RegExp(like), name]);
const trends = new RegExp(OF_STATES.trends);
const isTopic = (word) => SUBJECTS.some(([like]) => like.test(word));
const subjects = (words) =>
  SUBJECTS.filter(([like]) => words.some((word) => like.test(word))).map(([, name]) => name);
// no change: what adds up, Take It Down, what is more or less than another place
const isTrend = (word, { typed, first }) =>
  trends.test(word) &&
  !(word === "up" && /\b(add|sum)(s|ed)? up\b/i.test(typed)) &&
  !(word === "down" && /\btake ?(it )?down\b/i.test(typed)) &&
  !(
    /^(lower|fewer|better|worse)$/.test(word) &&
    (first.length > 1 ||
      /\bthan (?!(in |the )?(last|before|ever|previous|prior|20|a year))/i.test(typed))
  );
const isTold = ({ copy, say, link }) =>
  copy &&
  /\d/.test(say) &&
  DOCUMENTS.some(
    ({ id, kind, national }) =>
      id === link?.[0].replace(/#.*/, "") && (national || kind === "Notebook"),
  );
const isBeyond = (query) => query.isNational || isOfOther(query);
const isOfOther = (query) =>
  (query.first.length || query.areas.length || query.topic.length < query.more.length) &&
  query.topic.some(
    (word) =>
      (!ofStates.has(word) || (query.first.length && isTrend(word, query))) &&
      !(query.first.length && NOTES.some((one) => one.rank && one.words.includes(word))) &&
      (isYear(word, query) || !/^\d/.test(word)),
  );
function beyond(query, notes) {
  const { more, topic } = query;
  const trend = topic.filter((word) => isTrend(word, query));
  const past =
    YEARS.length === 1 &&
    (trend.length ||
      earlier(query.asked) ||
      topic.some((word) => isYear(word, query) && !YEARS.includes(word)));
  const titled = (word) =>
    index.search(meant(word), {
      fields: ["title", "name", "text"],
      filter: (one) => one.kind === "Figure",
    }).length;
  const on = topic.filter(
    (word) =>
      !ofStates.has(word) &&
      !isYear(word, query) &&
      !noted(word, more).length &&
      isTopic(word) &&
      titled(word),
  );
  const named = subjects(
    on.length || !query.isNational
      ? on
      : tokenize(
          notes
            .filter(isTold)
            .map(({ say }) => parts(say)[0])
            .join(" ")
            .toLowerCase(),
        ),
  ).slice(0, on.length || 1);
  query.isChange = past && !named.length && !notes.some((one) => one.none);
  if (query.isChange) return { trend, notes: changed(query, notes) };
  const isAnswered = notes.some((one) => one.copy && !one.place);
  const nation = notes.some((one) => one.copy && !one.place && /\d/.test(one.say))
    ? [] // "how many" may be answered without a number
    : plainest([
        on.join(" "),
        ...on,
        ...on.filter((word) => !(word in NEAREST)).map((word) => COMMON[word]),
      ]);
  const there = OF_STATES.elsewhere.find(like(topic.join(" ")));
  const isOfIt = (one) =>
    // And not where there is more on change
    one.none || one.urgent || one.place || (/\d/.test(one.say) && !one.further);
  const kept = trend.length
    ? notes.filter(isOfIt)
    : isAnswered || nation.length
      ? notes.filter((one) => !one.alias)
      : notes;
  const no = new RegExp(OF_STATES.asked, "i").test(query.given) ? "No: " : "";
  const place = query.first.length === 1 ? query.first[0].title : "state";
  const lacks =
    named.length && `${no}Our Impact gives no ${place} numbers on ${named.join(" or ")}.`;
  const years = past ? ` ${OF_STATES.years} ${YEARS[0]}.` : "";
  const only = lacks ? OF_STATES.say.replace("Our Impact", "it") : OF_STATES.say;
  const whole =
    (lacks && (nation.length || isAnswered) ? lacks : [lacks, only].filter(Boolean).join(" ")) +
    years;
  const copy = sourced(whole);
  const before = past && !there ? [OF_STATES.earlier] : [];
  return {
    trend,
    notes: [
      { say: whole, copy, none: Boolean(lacks), link: ofPlace(query) },
      ...(there && !kept.some((one) => /^http/.test(one.link?.[0]) || one.meant) ? [there] : []),
      ...before,
      ...nation,
      ...(lacks && no ? kept.map(withoutNo) : kept),
    ],
  }; // where else to ask comes before the nation's numbers
}
// A no that stands before
const unsaid = (text) => text?.replace(/^No: ./, (no) => no.at(-1).toUpperCase());
const withoutNo = (one) => ({ ...one, say: unsaid(one.say), copy: unsaid(one.copy) });
const ofPlace = ({ first }) =>
  first.length === 1
    ? [first[0].id, `${first[0].title}: missing-child reports`]
    : first.length
      ? undefined
      : ["states/index.html", "All states"];

// That there is one year of a state, whatever the words for a change, and how the nation's number
// changed.
function changed(query, notes) {
  const [one] = query.first;
  const isOne = query.first.length === 1;
  const link = OF_YEARS.of.findLast(like("missing")).change;
  const of = isOne ? `for ${one.code === "DC" ? "the " : ""}${one.title}` : "by state";
  const n = isOne ? ` (${reports(one).toLocaleString("en-US")})` : "";
  const say = OF_STATES.change.replace("{of}", of).replace("{year}", YEARS[0]).replace("{n}", n);
  return [
    { say, copy: sourced(say), none: true, link: ofPlace(query) },
    { ...stated(link[0]), link },
    OF_STATES.earlier,
    ...notes.filter((other) => other.urgent || other.place),
  ];
}

// The reports of states that are named and, of all that have one, their rates, of two as their
// comparison has it, with what must be said beside it.
function inOne(first) {
  const all = first
    .map((one) => ({
      name: one.title,
      the: one.code === "DC" ? "the " : "",
      rate: one.rate,
      n: reports(one).toLocaleString("en-US"),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const rated = all.every(({ rate }) => rate);
  const nation = OF_RATES.all && {
    name: OF_RATES.places,
    rate: Number(OF_RATES.all).toFixed(1),
    nation: true,
  };
  const said = all.map(({ name, the, rate, n }, at) => {
    const what = at ? "" : ` report${n === "1" ? "" : "s"} of children missing`;
    const unit = at ? "" : " per 100,000 residents under 18";
    return `${n}${what} from ${the}${name}${rated ? ` (${rate}${unit})` : ""}`;
  });
  const ofNation = rated && nation ? ` The rate of the ${nation.name} was ${nation.rate}.` : "";
  const told =
    all.length === 2 && ofNation
      ? besideOthers([...all.sort((one, other) => other.rate - one.rate), nation], YEAR)
      : `In ${YEAR}, NCMEC received ${listed(said)}.${ofNation}`;
  // Of two, it is said what rates may not show
  const what = all.length === 2 ? parts(OF_RATES.say)[0] : OF_RATES.say;
  return {
    say: `${told} ${what}`,
    copy: `${told} ${what} ${OF_RATES.source}`,
    full: `${told} ${OF_RATES.full} ${OF_RATES.source}`,
  };
}

// Pages near to what is typed, where none has all of it: of the other words where one is a place's
// name, of words spelled alike else; no number is like another.
function near({ first, more }, lost, place) {
  if (place)
    return all(
      more.filter((word) => !lost.includes(word) && !noted(word, more).some((one) => one.place)),
    );
  if (first.length || more.some((word) => /^\d/.test(word))) return [];
  return index
    .search({ combineWith: "OR", queries: more.map(meant) }, { fuzzy, prefix: false })
    .filter(named)
    .slice(0, 3);
}

// What is to be said of words and numbers that no page has, and of several states.
const sideBySide = (codes, name, from = "") => ({
  say: "Missing-child reports side by side:",
  link: [`states/index.html?only=${codes}${from}`, name],
});
function missed(query, { lost, isNew, isSaid }) {
  const { numbers, more, first, areas } = query;
  const notes = areas.map(({ name, codes }) => sideBySide(codes, `${name} (${codes.join(", ")})`));
  if (first.length > 1 && !query.inCity) {
    const names = first.map((one) => one.title).sort();
    const codes = first.map((one) => one.code).sort();
    if (first.length < 5 && !isBeyond(query))
      notes.push(
        ...(OF_END.test(query.typed) ? first.map(({ id }) => stated(id)) : [inOne(first)]),
      );
    notes.push(sideBySide(codes, `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`));
  }
  if (first.length === 1 && first[0].near && /\bneighbou?r/i.test(query.given)) {
    const [{ code, near, title }] = first;
    notes.push(
      sideBySide([code, ...near.split(" ")].sort(), `${title} and its neighbors`, `&from=${code}`),
    );
  }
  const unheard = numbers.filter(
    (one) => !isYear(one, query) && !noted(one, more).length && !isFound(meant(tokenize(one)[0])),
  );
  if (unheard.length)
    notes.push({
      say: `Not found: ${quoted(unheard)} ${UNKNOWN_NUMBER}`,
      number: true,
      link: ELSEWHERE.link,
    });
  if (lost.length && isSaid) notes.push({ say: `Not found: ${quoted(asTyped(lost, query))}` });
  if (isNew) notes.push({ ...UNKNOWN, place: true });
  return notes;
}

// Sentences without those that others say, too, or say with more.
const core = (text) =>
  text.toLowerCase().replace("reports are not children: ", "").replace(/\.$/, "");
const unlike = (all) =>
  all.filter(
    (one, at) =>
      !all.some(
        (other, before) =>
          before !== at &&
          core(other).includes(core(one)) &&
          (before < at || core(other) !== core(one)),
      ),
  );

// Each thing to be said once, and no link only added twice, with what is meant only where there are
// pages.
function once(notes, pages) {
  const said = notes
    .filter((one) => pages || !one.alias)
    .map(({ say, meant, ...more }) => ({ ...more, say: say + (pages && meant ? meant : "") }));
  const again = (one, at) =>
    (one.say && !one.ofCity && said.findIndex(({ say }) => say === one.say) < at) ||
    (one.further && said.slice(0, at).some(({ link }) => link?.[0] === one.link[0]));
  const kept = said
    .filter((one, at) => !again(one, at))
    .map((one, at, all) =>
      /[.\u201d]$/.test(one.say) &&
      all.slice(0, at).some(({ link }) => link && link[0] === one.link?.[0])
        ? { ...one, link: undefined }
        : one,
    );
  const told = new Set(unlike(kept.flatMap(({ say }) => parts(say))));
  const fresh = (text) =>
    parts(text)
      .filter((one) => told.delete(one))
      .join(" ");
  return {
    notes: kept.map((one) => (one.ofCity || one.urgent ? one : { ...one, say: fresh(one.say) })),
    none: said.some((one) => one.none),
  };
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

// The pages in order: the states named, the plainest answers, and then as found, kept files last.
const leads = (link, one) =>
  one.id === link?.[0].replace(/^((?:about|data|figures)\b[^#]*)#.*/, "$1");
function ordered(query, pages, answers) {
  const { given, words, first, more } = query;
  const plain = plainly(query);
  const titled =
    more.length > 1 &&
    !first.length &&
    // So a title goes
    new RegExp(`^${words.filter((word) => !isYear(word, query)).join("\\b.*\\b")}`, "i");
  const phrase = ` ${tokenize(given.toLowerCase()).join(" ")} `;
  // A year's number, and what changed
  const links = answers.flatMap(({ link, change }) => [link, change]);
  const isAnswer = (one) => links.some((link) => leads(link, one));
  const best = [
    (one) => plain.some((text) => one.id === FIRST[text]),
    ...links.map((link) => (one) => leads(link, one)),
    (one) => plain.some((text) => [one.name, one.title.toLowerCase()].includes(text)),
    (one) => titled && titled.test(one.title),
    (one) =>
      more.length > 1 &&
      !first.length &&
      ` ${tokenize(one.title.toLowerCase()).join(" ")} `.includes(phrase), // whole in a title
  ]
    .flatMap((is) => DOCUMENTS.filter(is))
    .filter(
      (one) => PLAINEST.has(one.id) || isAnswer(one) || pages.some(({ id }) => id === one.id),
    );
  const rest = [...pages.filter((one) => !one.last), ...pages.filter((one) => one.last)];
  // Each once
  return { best, inOrder: new Map([...first, ...best, ...rest].map((one) => [one.id, one])) };
}

const OF_END = /resolv|recover|\b(found|find(s|ing)?|solved|located|open|active)\b/i;
const OF_NATION =
  /\b(nation(al|ally|wide)?|country|average|better|worse|than|u\.?s\.?|compar\w*)(?!\w)/i;
const OF_RANK = /\b(rank(s|ed|ings?)?|top|most|fewest|worst|best|safe\w*|dangerous|compar\w*)\b/;
const HIGH_OR_LOW = /\b(high|low)(er|est)?(?![ -](school|income|risk))\b/;
const OF_RATE = new RegExp(
  [/\brates?\b|capita|\b100,?000|\b100k|average|national/, OF_RANK, HIGH_OR_LOW]
    .map(({ source }) => source)
    .join("|"),
  "i",
);
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

// Whether one state is asked for, which then answers itself, and nothing that it has no number of.
const isOfOne = (query) =>
  query.first.length === 1 &&
  !query.areas.length &&
  query.first[0].alone &&
  (!isBeyond(query) ||
    query.topic.every(
      (word) =>
        ofStates.has(word) ||
        isTrend(word, query) ||
        isYear(word, query) ||
        (/^(count|parish|borough)/.test(query.topic.at(-1)) && !known(word)),
    )); // Orange County
// The notes with the state's own answer, and the state without the sentence that its answer has.
function withOwn(query, notes) {
  const { typed, asked, first } = query;
  const [own] = first;
  const kept = notes.filter((one) => !one.alias);
  const both = own.compared && inBrief(own.compared); // its share and the nation's
  if (both && (OF_END.test(typed) || /\b(better|worse)\b/i.test(asked)) && OF_NATION.test(asked))
    return [[both, ...kept.filter(({ urgent }) => urgent)], own];
  const said = OF_RATE.test(typed) && !OF_END.test(typed) ? inOne(first) : stated(own.id);
  const at = kept.some((one) => (one.none && !one.rank) || one.place)
    ? kept.length
    : Number(isBeyond(query));
  if (OF_RATE.test(typed) || !/populat|resident|inhabit/i.test(typed)) kept.splice(at, 0, said);
  return [kept, { ...own, text: own.text.replace(parts(said.say)[0], "").trim() }];
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

// The pages found, those that show a state beside all others, and what is to be said above them.
function find(given) {
  const query = read(given);
  const { first, areas, more } = query;
  let { answers, notes, absent } = notesOn(query);
  query.isNational =
    first.length > 0 &&
    !OF_END.test(query.typed) &&
    query.topic.some((word) => !ofStates.has(word)) &&
    answers.some(isTold);
  let { pages, also } = withAll(query, absent);
  if (isBeyond(query)) {
    const other = beyond(query, notes);
    [notes, absent, also] = [other.notes, [...absent, ...other.trend], []];
    const others = query.topic.filter((word) => !absent.includes(word));
    const onlyYears = others.every((word) => isYear(word, query));
    if (onlyYears) absent.push(...others);
    pages = onlyYears ? [] : all(others);
  }
  const lost = more.filter((word) => !known(word));
  const isNoted = notes.some((one) => one.place);
  const isPlace =
    isNoted ||
    lost.some((word) => !nearly(word) && /^\p{Lu}\p{Ll}+$/u.test(asTyped([word], query)));
  if (lost.length && !isPlace && !notes.some((one) => one.none) && lost.every(nearly))
    return corrected(query, lost);
  // What is found has not all words
  const some = !pages.length && !absent.length && more.length > 0;
  if (some) pages = near(query, lost, isPlace);
  const isSilent =
    !answers.length &&
    !first.length &&
    pages.length &&
    ![...notes, ...pages].some(({ none, kind }) => none || kind === "Figure");
  if (isSilent && more.length > 1)
    also = [
      ...new Set(
        more.flatMap((word) =>
          all([word])
            .filter(({ kind }) => kind === "Figure")
            .slice(0, 1),
        ),
      ),
    ];
  const isSaid = !answers.length && (first.length || pages.length || isPlace);
  const missing = missed(query, { lost, isNew: isPlace && !isNoted, isSaid });
  // A no comes first
  notes = notes.some((one) => one.none) ? [...notes, ...missing] : [...missing, ...notes];
  if (isOfOne(query) && !query.isChange) [notes, first[0]] = withOwn(query, notes);
  const { best, inOrder } = ordered(query, pages, answers);
  const elsewhere = ({ id, title }) =>
    first.length &&
    id.includes("state-fact-sheet") &&
    !first.some((one) => title.includes(one.title)); // of another state
  also = also.filter((one) => !best.some(({ id }) => id === one.id) && !elsewhere(one));
  for (const { id } of also) inOrder.delete(id);
  also = also.filter(({ last }) => !last); // how the tables are kept
  const of = first.length
    ? `${first.map((one) => one.title).join(", ")} ${first.length > 1 ? "are" : "is"}`
    : "Some of these words are";
  const shown = [...inOrder.values()]
    .filter((one) => !elsewhere(one))
    .map(
      (one) =>
        first.find(({ id }) => id === one.id) ??
        (first.length && one.national ? { ...one, kind: `${one.kind} (no state numbers)` } : one),
    );
  const [top] = shown;
  const only = notes.every(({ alias }) => alias) && !some && !first.length && !areas.length;
  if (only && fits(top, query)) notes = [{ ...stated(top.id), link: [top.id, "Figure"] }];
  return { found: shown, also, of, ...once(notes, inOrder.size), some: some && !best.length };
}

// All answers as one text to copy: each sentence and the report's full name once, and at the end
// the last source; an answer from another source keeps its own.
function inOneText(copies) {
  const source = (one) => one.match(/ \(Source: (.*?)\)$/)?.[1].replace(/\.(?=\u201d?$)/, "") ?? "";
  const bare = (of) => of.replace(/, section .*/, "");
  const all = copies.map(source);
  // With the section
  const own = all.at(-1);
  const last = all.findLast((one) => one !== bare(one) && bare(one) === bare(own)) ?? own;
  const told = copies.map((one, at) =>
    last.startsWith(all[at]) ? one.replace(/ \(Source: .*/, "") : one,
  );
  const full = `NCMEC\u2019s Our Impact: ${YEAR}`;
  const text = unlike(told.flatMap(parts)).join(" ");
  const once = text.replace(new RegExp(`(?<=${full}.*)${full}`, "gs"), "Our Impact");
  const end = /\u201d$/.test(last) ? last.replace(/\u201d$/, ".\u201d") : `${last}.`;
  return `${once} (Source: ${end})`;
}

// Where a note leads, if the site has that page, and a period, unless the next note goes on; a
// figure, or a row of it, says which it is.
function linked({ link, urgent }, next) {
  if (!link) return [];
  const [to, words] = link;
  const page = DOCUMENTS.find((one) => [to, to.replace(/[?#].*/, "")].includes(one.id));
  if (!page && !/^(#|https:|tel:)/.test(to)) return [];
  const href = /^(https:|tel:)/.test(to) ? to : to[0] === "#" ? start + to : up + to;
  const text = ROWS[to]
    ? `${words} \u201c${ROWS[to]}.\u201d`
    : page?.kind === "Figure"
      ? `${words}: ${page.title}`
      : words;
  return [
    " ",
    element("a", text, { href }),
    urgent || /[.?!]\u201d?$/.test(text) || /^[a-z]/.test(next?.say ?? "") ? "" : ".",
  ];
}

// What is said above what is found, with links. One button copies all answers, and one these with
// all caveats.
function sayings(notes) {
  const copies = notes.map(({ copy }) => copy).filter(Boolean);
  const full = notes.some((one) => one.full);
  return notes.flatMap((one, at) => {
    const said = [
      !at ? "" : one.urgent ? element("br") : " ",
      one.say,
      ...linked(one, notes[at + 1]),
    ];
    if (!one.copy || one.copy !== copies.at(-1)) return said;
    const whole = notes.filter(({ copy }) => copy).map((one) => one.full ?? one.copy);
    const buttons = [
      ["Copy sentence, with source", copies],
      ...(full ? [["Copy full answer, with all caveats", whole]] : []),
    ];
    return [
      ...said,
      ...buttons.flatMap(([words, texts]) => [" ", copying(words, inOneText(texts))]),
    ];
  });
}
function copying(words, text) {
  const button = element("button", words, { type: "button" });
  button.dataset.copy = text;
  return button;
}

function element(name, text = "", attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
}

// A figure's picture, and its credit, small beside its title.
function pictured({ picture, title, by }) {
  const made = element("span", " ", { className: "pictured" });
  const credit = copying("Copy credit", by);
  const link = element("a", "PNG", {
    href: `${up}figures/${picture}.png`,
    download: "",
    ariaLabel: `PNG of \u201c${title}\u201d`,
  });
  if (location.protocol === "file:") link.target = "_blank"; // as on its page
  credit.ariaLabel = `Copy credit of \u201c${title}\u201d`;
  made.append(link, " \u00b7 ", credit);
  return made;
}

const kindOf = ({ kind, of }) => `${kind}${of ? ` of \u201c${of}\u201d` : ""}: `;
function row(found) {
  const made = element("li");
  const words = element("div");
  if (found.picture)
    made.append(
      element("img", "", {
        src: `small/${found.picture}.webp`,
        alt: "",
        loading: "lazy",
        onclick: () => words.querySelector("a").click(),
      }),
    );
  words.append(element("span", kindOf(found), { className: "quiet" }));
  words.append(element("a", found.title, { href: up + found.id }));
  if (found.picture) words.append(pictured(found));
  const said = brief(found.text, found.kind === "State" ? 340 : 220);
  words.append(
    element("p", unlike([said, ...parts(found.must ?? "")].filter(Boolean)).join(" "), {
      className: "quiet",
    }),
  );
  made.append(words);
  return made;
}

// Pages that show a state beside all others: their words are of other states.
function folded(pages, of) {
  const made = element("li");
  const words = element("div", "", { className: "also" });
  words.append(element("span", `${of} also shown in:`, { className: "quiet" }));
  for (const one of pages) words.append(element("a", one.title, { href: one.id }));
  made.append(words);
  return made;
}

// How many pages are found, in words.
function counted(typed, { found, some, none, pages }) {
  if (some || !found.length) {
    const what = /\s/.test(typed) ? "with all these words" : "with this word";
    return `Nothing found ${what}${found.length ? "; closest matches" : ""}`;
  }
  if (none) return "Pages with these words";
  return pages === 1 ? "1 page" : `${pages} pages`;
}

const FEW = 5;
const MANY = 8; // pages shown at first; few where a note says that there is no such number
function show(every = false) {
  const typed = field.value.trim();
  const { found, also, of, notes, some, none } = typed
    ? ask(typed)
    : { found: [], also: [], notes: [], some: false, none: false };
  const pages = found.length + also.length;
  document.getElementById("found").hidden = !typed;
  // It leads to all figures
  document.querySelector("header nav a").ariaCurrent = typed ? null : "page";
  document.getElementById("all").hidden = Boolean(typed);
  document.getElementById("none").hidden =
    (found.length > 0 && !some) || none || notes.some((one) => one.link || one.number);
  document.getElementById("count").hidden =
    !found.length && notes.some((one) => one.none || one.link);
  document.getElementById("count").textContent = counted(typed, { found, some, none, pages });
  document.getElementById("meant").replaceChildren(...sayings(notes));
  document.getElementById("meant").toggleAttribute(
    "data-says",
    notes.some((one) => !one.alias),
  );
  const most = none ? FEW : MANY;
  const cut = !every && found.length > most;
  document
    .getElementById("results")
    .replaceChildren(
      ...found.slice(0, cut ? most : undefined).map(row),
      ...(also.length && !cut ? [folded(also, of)] : []),
    );
  document.getElementById("more").hidden = !cut;
  document.getElementById("more").textContent = `Show all ${pages}`;
}

function take() {
  const asked = [location.hash.slice(1), location.search].map((part) =>
    new URLSearchParams(part).get("q"),
  );
  const words = asked.find((one) => one !== null);
  if (words !== undefined || !location.hash) field.value = words ?? field.value;
  else field.value = ""; // a link within the page: to a section
  show();
}

function keep() {
  const asked = field.value ? `#q=${encodeURIComponent(field.value)}` : "#";
  history.replaceState(null, "", location.pathname + asked); // without ?q=, which other pages send
  show();
}

// Below the field of another page: what is said, the first pages, and the way to all.
// With a focus of its own, so that a click on a link does not hide it
const box = element("div", "", { id: "suggested", tabIndex: -1, hidden: true });
function suggest() {
  const typed = field.value.trim();
  box.hidden = !typed;
  if (!typed) return;
  const { found, notes } = ask(typed);
  const said = element("p");
  const list = element("ul");
  said.append(...sayings(notes));
  list.append(
    ...found.slice(0, FEW).map((one) => {
      const made = element("li");
      made.append(
        element("span", kindOf(one), { className: "quiet" }),
        element("a", one.title, { href: up + one.id }),
      );
      if (one.picture) made.append(pictured(one));
      return made;
    }),
  );
  const all = element(
    "a",
    `${found.length ? "See all results" : "Nothing found: what the search covers"} (Enter)`,
    { href: `${start}#q=${encodeURIComponent(typed)}` },
  );
  box.replaceChildren(...(notes.length ? [said] : []), ...(found.length ? [list] : []), all);
}

if (start) {
  field.form.append(box);
  field.addEventListener("input", suggest);
  suggest();
} else {
  field.addEventListener("input", keep);
  document.getElementById("more").addEventListener("click", () => show(true));
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Who needs help has it first
    const help = document.querySelector("#meant:has([href^='tel:']) a");
    (help ?? document.querySelector("#meant[data-says], #results a"))?.focus();
  });
  addEventListener("hashchange", take);
  addEventListener("pageshow", (event) => event.persisted && take());
  take();
}
