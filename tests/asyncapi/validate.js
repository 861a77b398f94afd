// Reads a document as the official parser does. Exit status 1, and a line for each, when it finds what it calls an error
// or a warning.

import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const path = process.argv[2];
const { document, diagnostics } = await new Parser().parse(await readFile(path, "utf8"), { source: path });
const [ERROR, WARNING] = [0, 1];
const wrong = diagnostics.filter((found) => found.severity === ERROR || found.severity === WARNING);
for (const found of wrong) {
  console.error(`${path}:${found.range.start.line + 1}: ${found.path.join(".")}: ${found.message} (${found.code})`);
}
if (document === undefined || wrong.length > 0) {
  process.exit(1);
}
const channels = document.channels().all().length;
const [sends, receives] = [document.operations().filterBySend(), document.operations().filterByReceive()];
console.log(
  `${path} is valid AsyncAPI ${document.version()}: ${channels} channels, ${document.allMessages().all().length} messages, ` +
    `${sends.length} operations that send, ${receives.length} that receive`,
);
