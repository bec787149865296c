// Asks a platform with a stock AG-UI HttpAgent: node ask.mjs URL TOKEN QUESTION; prints a JSON line per event.
import { HttpAgent } from "@ag-ui/client";

const [url, token, question] = process.argv.slice(2);
const agent = new HttpAgent({ url, headers: { Authorization: `Bearer ${token}` } });
agent.addMessage({ id: "m1", role: "user", content: question });
const result = await agent.runAgent(
  {},
  { onEvent: ({ event }) => console.log(JSON.stringify(event)) },
);
console.log(JSON.stringify({ type: "MESSAGES", messages: result.newMessages }));
