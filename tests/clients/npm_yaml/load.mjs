// Reads each text of a JSON list on standard input as YAML 1.2; answers {"data": …} or {"problems": […]} for each.
import { text } from "node:stream/consumers";
import { parseDocument } from "yaml";

const texts = JSON.parse(await text(process.stdin));
const answers = texts.map((each) => {
  const document = parseDocument(each, { version: "1.2", strict: true, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings].map((problem) => problem.message);
  return problems.length > 0 ? { problems } : { data: document.toJS() };
});
process.stdout.write(JSON.stringify(answers));
