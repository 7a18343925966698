// The forms engine for browsers and phones: the same steps as typing.py, say.py and check.py, held together by tests.
// A plain ES module: no eval, no dependencies. Numbers are exact (BigInt with a scale), dates are "YYYY-MM-DD", missing is null.

// ---- exact numbers -------------------------------------------------------------------------------------------------

const whole = (n) => ({ n: BigInt(n), s: 0 });
const power = (s) => 10n ** BigInt(s);
const abs = (n) => (n < 0n ? -n : n);

function exact(text) {
  const [digits, after = ""] = String(text).split(".");
  return { n: BigInt(digits + after), s: after.length };
}

function aligned(a, b) {
  const s = Math.max(a.s, b.s);
  return [a.n * power(s - a.s), b.n * power(s - b.s), s];
}

function order(a, b) {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function divideHalfUp(top, bottom) {
  const size = (abs(top) * 2n + abs(bottom)) / (2n * abs(bottom));
  return top < 0n !== bottom < 0n ? -size : size;
}

function rounded(a, digits) {
  if (a.s <= digits) return { n: a.n * power(digits - a.s), s: digits };
  return { n: divideHalfUp(a.n, power(a.s - digits)), s: digits };
}

function numberText(a) {
  const digits = abs(a.n).toString().padStart(a.s + 1, "0");
  const sign = a.n < 0n ? "-" : "";
  return a.s ? `${sign}${digits.slice(0, -a.s)}.${digits.slice(-a.s)}` : sign + digits;
}

const ARITHMETIC = {
  "+": (a, b) => { const [x, y, s] = aligned(a, b); return { n: x + y, s }; },
  "-": (a, b) => { const [x, y, s] = aligned(a, b); return { n: x - y, s }; },
  "*": (a, b) => ({ n: a.n * b.n, s: a.s + b.s }),
  "/": (a, b) => {
    if (b.n === 0n) return null;
    const [x, y] = aligned(a, b);
    return { n: divideHalfUp(x * 1000000n, y), s: 6 };
  },
};

// ---- calendar ------------------------------------------------------------------------------------------------------

const parts = (day) => [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
const two = (n) => String(n).padStart(2, "0");
const isoDay = (y, m, d) => `${String(y).padStart(4, "0")}-${two(m)}-${two(d)}`;
const isLeap = (y) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
const monthDays = (y, m) => [31, isLeap(y) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1];

function dayNumber(day) {
  const [y, m, d] = parts(day);
  const utc = new Date(0);
  utc.setUTCFullYear(y, m - 1, d);
  return Math.round(utc.getTime() / 86400000);
}

function fromDayNumber(number) {
  const utc = new Date(number * 86400000);
  return isoDay(utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate());
}

function yearsBetween(a, b) {
  const [y1, m1, d1] = parts(a);
  const [y2, m2, d2] = parts(b);
  return y2 - y1 - (m2 < m1 || (m2 === m1 && d2 < d1) ? 1 : 0);
}

function monthsBetween(a, b) {
  const [y1, m1, d1] = parts(a);
  const [y2, m2, d2] = parts(b);
  return (y2 - y1) * 12 + m2 - m1 - (d2 < d1 ? 1 : 0);
}

function shifted(day, amount, unit) {
  if (unit === "day") {
    const moved = dayNumber(day) + amount;
    return moved < dayNumber("0001-01-01") || moved > dayNumber("9999-12-31") ? null : fromDayNumber(moved);
  }
  const [y, m, d] = parts(day);
  const months = y * 12 + m - 1 + amount * (unit === "year" ? 12 : 1);
  const year = Math.floor(months / 12);
  const month = (months % 12 + 12) % 12 + 1;
  return year < 1 || year > 9999 ? null : isoDay(year, month, Math.min(d, monthDays(year, month)));
}

// ---- the condition language ----------------------------------------------------------------------------------------

const isNumber = (v) => v !== null && typeof v === "object" && "n" in v;

function compareValues(a, b) {
  if (isNumber(a)) return order(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

const COMPARE = {
  "=": (c) => c === 0, "!=": (c) => c !== 0, "<": (c) => c < 0, "<=": (c) => c <= 0, ">": (c) => c > 0, ">=": (c) => c >= 0,
};

const CALLS = {
  years_between: (a, b) => whole(yearsBetween(a, b)),
  months_between: (a, b) => whole(monthsBetween(a, b)),
  days_between: (a, b) => whole(dayNumber(b) - dayNumber(a)),
  year: (a) => whole(parts(a)[0]),
  month: (a) => whole(parts(a)[1]),
};

const RULES = {
  literal: (node) => (node.type === "int" || node.type === "decimal" ? exact(node.value) : node.value),
  column: (node, row) => row[node.name] ?? null,
  every: (node, row) => node.parts.every((part) => evaluate(part, row) === true),
  either: (node, row) => node.parts.some((part) => evaluate(part, row) === true),
  not: (node, row) => evaluate(node.part, row) !== true,
  missing: (node, row) => evaluate(node.value, row) === null,
  compare: (node, row) => {
    const [a, b] = [evaluate(node.left, row), evaluate(node.right, row)];
    return a !== null && b !== null && COMPARE[node.operator](compareValues(a, b));
  },
  between: (node, row) => {
    const [v, low, high] = [node.value, node.low, node.high].map((part) => evaluate(part, row));
    if (v === null || low === null || high === null) return false;
    return compareValues(low, v) <= 0 && compareValues(v, high) <= 0;
  },
  oneof: (node, row) => {
    const v = evaluate(node.value, row);
    return v !== null && node.options.some((option) => compareValues(v, evaluate(option, row)) === 0);
  },
  arithmetic: (node, row) => {
    const [a, b] = [evaluate(node.left, row), evaluate(node.right, row)];
    return a === null || b === null ? null : ARITHMETIC[node.operator](a, b);
  },
  shift: (node, row) => {
    const day = evaluate(node.value, row);
    return day === null ? null : shifted(day, node.amount, node.unit);
  },
  call: (node, row) => {
    const found = node.arguments.map((part) => evaluate(part, row));
    if (node.function === "first_known") return found.find((v) => v !== null) ?? null;
    if (node.function === "starts_with") return found[0] !== null && found[0].startsWith(found[1]);
    if (node.function === "includes") return found[0] !== null && found[0].includes(found[1]);
    return found.includes(null) ? null : CALLS[node.function](...found);
  },
  case: (node, row) => {
    const branch = node.branches.find(([when]) => evaluate(when, row) === true);
    if (branch) return evaluate(branch[1], row);
    return node.default === null ? null : evaluate(node.default, row);
  },
};

export function evaluate(node, row) {
  return RULES[node.is](node, row);
}

// ---- from what was typed to a value --------------------------------------------------------------------------------

const SPACES = " \\t\\r\\n\\f\\v\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const EDGES = new RegExp(`^[${SPACES}]+|[${SPACES}]+$`, "g");
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const WHOLE = /^([+-]?)([0-9]{1,15})$/;
const THOUSANDS = /^([+-]?)([0-9]{1,3}(?:\.[0-9]{3}){1,4})(?:,([0-9]{1,6}))?$/;
const FRACTION = /^([+-]?)([0-9]{1,15})[.,]([0-9]{1,6})$/;
const DATES = [
  [/^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$/, [3, 2, 1]],
  [/^([0-9]{2})([0-9]{2})([0-9]{4})$/, [3, 2, 1]],
  [/^([0-9]{4})-([0-9]{2})-([0-9]{2})$/, [1, 2, 3]],
];
const PAIR = new RegExp(`^([^/${SPACES}]+)[${SPACES}]*/[${SPACES}]*([^/${SPACES}]+)$`);
const YES = new Set(["true", "1", "có", "co", "x", "yes", "y", "đúng", "on"]);
const NO = new Set(["false", "0", "không", "khong", "ko", "no", "n", "sai", "off"]);
const trimmed = (text) => text.replace(EDGES, "");

function clean(raw) {
  if (raw === null || raw === undefined) return "";
  if (typeof raw === "boolean") return raw ? "true" : "false";
  if (Array.isArray(raw)) return raw.map(clean).join(";");
  return trimmed(String(raw).normalize("NFC"));
}

function plain(raw) {
  const narrow = (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0);
  return trimmed(clean(raw).replace(/[\uff01-\uff5e]/g, narrow).replace(/\u3000/g, " "));
}

function splitPair(raw) {
  const found = PAIR.exec(plain(raw));
  return found ? [found[1], found[2]] : null;
}

function knownCode(field, text, codes) {
  const same = (option) => option.code.toUpperCase() === text.toUpperCase();
  if (field.options.length) return field.options.find(same)?.code ?? null;
  if (!codes || codes.has(text)) return text;
  return codes.has(text.toUpperCase()) ? text.toUpperCase() : null;
}

const signed = (sign, digits) => ({ n: BigInt(digits) * (sign === "-" ? -1n : 1n), s: 0 });

const READERS = {
  int: (_field, text) => {
    const found = WHOLE.exec(text) ?? THOUSANDS.exec(text);
    return !found || found[3] ? [null, "integer"] : [signed(found[1], found[2].replaceAll(".", "")), ""];
  },
  decimal: (field, text) => {
    const found = WHOLE.exec(text) ?? FRACTION.exec(text) ?? THOUSANDS.exec(text);
    if (!found) return [null, "number"];
    const digits = (found[3] ?? "").replace(/0+$/, "");
    if (digits.length > field.places) return [null, "places"];
    const value = signed(found[1], found[2].replaceAll(".", "") + digits.padEnd(field.places, "0"));
    return [{ n: value.n, s: field.places }, ""];
  },
  text: (field, text) => {
    const kept = text.replaceAll("\r\n", "\n");
    return [...kept].length > field.longest || ODD.test(kept) ? [null, "text"] : [kept, ""];
  },
  date: (_field, text) => {
    for (const [pattern, places] of DATES) {
      const found = pattern.exec(text);
      if (!found) continue;
      const [y, m, d] = places.map((place) => Number(found[place]));
      const real = y >= 1800 && y <= 2200 && m >= 1 && m <= 12 && d >= 1 && d <= monthDays(y, m);
      return real ? [isoDay(y, m, d), ""] : [null, "date"];
    }
    return [null, "date"];
  },
  bool: (_field, text) => {
    const word = text.toLowerCase();
    return YES.has(word) || NO.has(word) ? [YES.has(word), ""] : [null, "boolean"];
  },
  code: (field, text, codes) => {
    const known = knownCode(field, text, codes);
    return known === null ? [null, "code"] : [known, ""];
  },
  codes: (field, text, codes) => {
    const known = text.split(/[,;]/).map(trimmed).filter(Boolean).map((part) => knownCode(field, part, codes));
    if (known.includes(null)) return [null, "code"];
    const chosen = new Set(known);
    const ordered = field.options.length ? field.options.map((o) => o.code).filter((code) => chosen.has(code)) : [...chosen];
    return [ordered.length ? ordered : null, ""];
  },
};

function read(field, raw, codes) {
  const text = field.type === "text" ? clean(raw) : plain(raw);
  return text === "" ? [null, ""] : READERS[field.type](field, text, codes);
}

// ---- sentences -----------------------------------------------------------------------------------------------------

const WORDS = { true: ["có", "yes"], false: ["không", "no"] };
const localNumber = (text, language) => (language === 0 ? text.replace(".", ",") : text);

function shown(form, value, field, language) {
  if (value === null) return form.missing[language];
  if (typeof value === "boolean") return WORDS[value][language];
  if (Array.isArray(value)) return value.map((one) => shown(form, one, field, language)).join(", ");
  if (isNumber(value)) return localNumber(numberText(value), language);
  if (field?.type === "date") {
    return `${value.slice(8, 10)}/${value.slice(5, 7)}/${value.slice(0, 4)}`;
  }
  const option = field?.options?.find((one) => one.code === value);
  return option ? (language === 0 ? option.label_vi : option.label_en) : value;
}

function fill(template, words) {
  const filled = template.replace(/\{([a-z][a-z0-9_]*)\}/g, (hole, name) => words(name) ?? hole);
  return filled.replace(/ {2,}/g, " ");
}

function fieldWords(work, field, language, more = {}) {
  return (name) => {
    if (name in more) return more[name];
    if (field && name === "unit") return field.unit;
    if (field && name === "label") return language === 0 ? field.label_vi : field.label_en;
    return name in work.values ? shown(work.form, work.values[name], work.byId[name], language) : null;
  };
}

function told(work, field, templates, more = () => ({})) {
  return templates.map((template, language) => fill(template, fieldWords(work, field, language, more(language))));
}

// ---- checking ------------------------------------------------------------------------------------------------------

function find(work, id, severity, field, [sentence_vi, sentence_en], source) {
  work.findings.push({ id, severity, field, sentence_vi, sentence_en, source });
}

function say(work, field, name, severity = "error", more = {}) {
  find(work, `${field.id}.${name}`, severity, field.id, told(work, field, work.form.sentences[name], () => more), field.source);
}

function splitPairs(work) {
  for (const field of work.form.fields) {
    const halves = field.pair ? splitPair(work.answers[field.id]) : null;
    if (!halves) continue;
    work.answers[field.id] = halves[0];
    const other = plain(work.answers[field.pair]);
    if (other !== "" && other !== halves[1]) work.conflicts.add(field.id);
    else work.answers[field.pair] = halves[1];
  }
}

function answer(work, field) {
  const raw = work.answers[field.id];
  if (field.show_if && evaluate(field.show_if, work.values) !== true) {
    if (clean(raw) !== "") say(work, field, "hidden", "info");
    return;
  }
  work.shown.push(field.id);
  if (work.conflicts.has(field.id)) say(work, field, "pair");
  const [value, problem] = read(field, raw, work.codeLists[field.code_list]);
  work.values[field.id] = value;
  if (problem) {
    const typed = [...(field.type === "text" ? clean(raw) : plain(raw))].slice(0, 40).join("");
    say(work, field, problem, "error", { raw: typed, places: String(field.places), longest: String(field.longest) });
  } else if (value === null && (field.required || (field.required_if && evaluate(field.required_if, work.values) === true))) {
    say(work, field, "required");
  }
}

function compute(work, field) {
  const value = evaluate(field.value, work.values);
  work.values[field.id] = isNumber(value) ? rounded(value, field.places) : value;
}

function outside(value, range) {
  return (range.low !== null && order(value, exact(range.low)) < 0) || (range.high !== null && order(value, exact(range.high)) > 0);
}

function ranges(work, field) {
  const value = work.values[field.id];
  if (value === null) return;
  const hit = field.ranges.find((range) => outside(value, range) && (!range.when || evaluate(range.when, work.values) === true));
  if (!hit) return;
  const more = (language) => ({
    value: shown(work.form, value, field, language),
    min: localNumber(hit.low ?? "", language),
    max: localNumber(hit.high ?? "", language),
  });
  const sentences = told(work, field, [hit.sentence_vi, hit.sentence_en], more);
  find(work, `${field.id}.range`, hit.severity, field.id, sentences, hit.source || field.source);
}

function rule(work, one) {
  if (evaluate(one.when, work.values) !== true) return;
  const first = one.fields[0] ?? "";
  find(work, one.id, one.severity, first, told(work, work.byId[first], [one.sentence_vi, one.sentence_en]), one.source);
}

function typedInput(type, value) {
  if (value === null || value === undefined) return null;
  return type === "int" || type === "decimal" ? exact(value) : value;
}

function outValue(value, field) {
  if (!isNumber(value)) return value;
  return field.type === "int" ? Number(value.n) : numberText(value);
}

// The typed values, findings and visible fields of the answers. `codeLists` holds a Set (or Map) for each code list.
export function check(form, answers, { inputs = {}, codeLists = {} } = {}) {
  const all = [...form.fields, ...form.computed];
  const values = Object.create(null);
  for (const [name, type] of Object.entries(form.inputs)) values[name] = typedInput(type, inputs[name]);
  for (const field of all) values[field.id] = null;
  const known = Object.entries(form.inputs).map(([id, type]) => ({ id, type, options: [] }));
  const byId = Object.assign(Object.create(null), Object.fromEntries([...known, ...all].map((field) => [field.id, field])));
  const work = { form, answers: { ...answers }, codeLists, values, byId, conflicts: new Set(), findings: [], shown: [] };
  splitPairs(work);
  form.fields.forEach((field) => answer(work, field));
  form.computed.forEach((field) => compute(work, field));
  all.forEach((field) => ranges(work, field));
  form.rules.forEach((one) => rule(work, one));
  const kept = Object.fromEntries(all.map((field) => [field.id, outValue(values[field.id], field)]));
  return { values: kept, findings: work.findings, shown: work.shown };
}
