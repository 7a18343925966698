// Replicates records between a PouchDB (LevelDB) here and a server's: push, then pull into an empty one.
// node pouchdb.cjs PACKAGES RECORDS SERVER FOLDER BATCH; prints one JSON line.
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");

const [packages, records, server, folder, batch] = process.argv.slice(2);
const PouchDB = createRequire(path.join(packages, "/"))("pouchdb");

async function timed(work) {
  const cpu = process.cpuUsage();
  const began = process.hrtime.bigint();
  const done = await work();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const used = process.cpuUsage(cpu);
  return { seconds, cpu: (used.user + used.system) / 1e6, ok: done.ok !== false, written: done.docs_written };
}

async function main() {
  const documents = fs.readFileSync(records, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const here = new PouchDB(path.join(folder, "here"));
  for (let start = 0; start < documents.length; start += 1000) {
    await here.bulkDocs(documents.slice(start, start + 1000));
  }
  const remote = new PouchDB(`${server}/records`);
  const options = { batch_size: Number(batch), batches_limit: 10 };
  const push = await timed(() => here.replicate.to(remote, options));
  const there = new PouchDB(path.join(folder, "there"));
  const pull = await timed(() => there.replicate.from(remote, options));
  const counts = [here, remote, there].map((database) => database.info().then((info) => info.doc_count));
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ version: PouchDB.version, push, pull, counts: await Promise.all(counts), memory }));
}

main().then(() => process.exit(0), (failure) => { console.error(failure); process.exit(1); });
