// Asks postgres-meta each question on standard input, in order, without opening a port.
// The database is that of the variable PG_META_DB_URL.
// In: [{"path": "/query", "body": {…}} | {"path": "/policies"}]
// Out: [{"status": 200, "body": …}]
import { build } from "@supabase/postgres-meta/dist/server/app.js";
import { text } from "node:stream/consumers";

const questions = JSON.parse(await text(process.stdin));
const app = build({ logger: false });
const answers = [];
for (const { path, body } of questions) {
  const method = body === undefined ? "GET" : "POST";
  const answer = await app.inject({ method, url: path, payload: body });
  answers.push({ status: answer.statusCode, body: answer.json() });
}
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
