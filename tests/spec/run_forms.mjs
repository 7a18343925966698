// Reads one JSON {form, cases, lists} from stdin and prints what forms.js says of each case.
import { pathToFileURL } from "node:url";

const { check } = await import(pathToFileURL(process.argv[2]));
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { form, cases, lists } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const codeLists = Object.fromEntries(Object.entries(lists).map(([name, codes]) => [name, new Set(codes)]));
process.stdout.write(JSON.stringify(cases.map(({ answers, inputs }) => check(form, answers, { inputs, codeLists }))));
