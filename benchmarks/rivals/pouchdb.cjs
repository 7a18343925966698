// Replicates records between a PouchDB (LevelDB) here and a server's; prints one JSON line.
// node pouchdb.cjs PACKAGES RECORDS SERVER FOLDER BATCH push|pull
const { createRequire } = require("node:module");
const fs = require("node:fs");
const path = require("node:path");

const [packages, records, server, folder, batch, way] = process.argv.slice(2);
const PouchDB = createRequire(path.join(packages, "/"))("pouchdb");

async function fill(database) {
  const documents = fs.readFileSync(records, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  for (let start = 0; start < documents.length; start += 1000) {
    await database.bulkDocs(documents.slice(start, start + 1000));
  }
}

async function main() {
  const here = new PouchDB(path.join(folder, way));
  const remote = new PouchDB(`${server}/records`);
  if (way === "push") await fill(here);
  const options = { batch_size: Number(batch), batches_limit: 10 };
  const began = process.hrtime.bigint();
  const done = way === "push" ? await here.replicate.to(remote, options) : await here.replicate.from(remote, options);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const info = await (way === "push" ? remote : here).info();
  console.log(JSON.stringify({ seconds, written: done.docs_written, records: info.doc_count }));
}

main().then(() => process.exit(0), (failure) => { console.error(failure); process.exit(1); });
