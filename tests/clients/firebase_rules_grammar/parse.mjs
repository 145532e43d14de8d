// Parses each text of a JSON list on standard input with Google's grammar; answers "" or why it is refused for each.
import { text } from "node:stream/consumers";
import * as parser from "@firebase/eslint-plugin-security-rules/parser";

const texts = JSON.parse(await text(process.stdin));
const answers = texts.map((each) => {
  try {
    parser.parseForESLint(each, { filePath: "firestore.rules" });
    return "";
  } catch (problem) {
    return `${problem.lineNumber ?? 0}:${problem.column ?? 0} ${problem.message}`;
  }
});
process.stdout.write(JSON.stringify(answers));
