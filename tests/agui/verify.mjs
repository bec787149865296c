// Checks runs with AG-UI's own verification: JSON lines {name, events} in, JSON lines {name, error} out.
import { EventSchema } from "@ag-ui/core/schemas";
import { verifyEvents } from "@ag-ui/client";
import { createInterface } from "node:readline";
import { from, lastValueFrom, toArray } from "rxjs";

async function verify(events) {
  for (const event of events) {
    const parsed = EventSchema.safeParse(event);
    if (!parsed.success) return `${event.type}: ${parsed.error.message}`;
  }
  try {
    const passed = await lastValueFrom(from(events).pipe(verifyEvents(), toArray()));
    return passed.length === events.length ? null : `only ${passed.length} of ${events.length} events passed`;
  } catch (error) {
    return String(error.message);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { name, events } = JSON.parse(line);
  console.log(JSON.stringify({ name, error: await verify(events) }));
}
