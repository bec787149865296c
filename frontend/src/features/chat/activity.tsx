import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { Code } from "@/components/code";
import type { AgentView, JobView, ToolView } from "@/jobs/job-view";
import { routeWords } from "./progress-line";

const STAGES = [
  { percent: 5, name: "Queued" },
  { percent: 30, name: "Routed" },
  { percent: 60, name: "Worked out" },
  { percent: 90, name: "Written" },
  { percent: 100, name: "Done" },
];

/** How the answer came about: the stages, who worked on it, which tools were called with what and gave what. */
export function Activity({ job, id }: { job: JobView; id: string }) {
  return (
    <Box
      id={id}
      className="no-print"
      sx={{
        display: "grid",
        gap: 1.5,
        p: 2,
        borderRadius: 2.5,
        bgcolor: "action.hover",
        gridTemplateColumns: "minmax(0, 1fr)",
      }}
    >
      <Box
        component="ol"
        aria-label="Stages"
        sx={{ display: "flex", flexWrap: "wrap", gap: 2, m: 0, p: 0, listStyle: "none", typography: "caption" }}
      >
        {STAGES.map(({ percent, name }) => (
          <Box
            component="li"
            key={percent}
            sx={{
              color: job.percent >= percent ? "text.primary" : "text.secondary",
              fontWeight: job.percent >= percent ? 550 : 400,
            }}
          >
            {name} · {percent} %
          </Box>
        ))}
      </Box>
      {job.route && (
        <Typography variant="caption" color="textSecondary">
          Route: {routeWords(job.route.path)}, in {job.route.micros.toLocaleString()} µs. {job.route.reason}
        </Typography>
      )}
      {job.agents.map((agent) => (
        <Agent key={agent.runId} agent={agent} />
      ))}
    </Box>
  );
}

function Agent({ agent }: { agent: AgentView }) {
  return (
    <Box role="group" aria-label={`Agent ${agent.name}`}>
      <Typography variant="body2">
        <strong>{agent.name}</strong> {{ working: "is working", done: "is done", failed: "failed" }[agent.state]}
        {agent.description && (
          <Box component="span" sx={{ color: "text.secondary" }}>
            {" "}
            · {agent.description}
          </Box>
        )}
      </Typography>
      {agent.problem && (
        <Typography variant="body2" color="error">
          {agent.problem}
        </Typography>
      )}
      {agent.tools.map((tool) => (
        <Tool key={tool.callId} tool={tool} />
      ))}
    </Box>
  );
}

function Tool({ tool }: { tool: ToolView }) {
  return (
    <Box
      component="details"
      sx={{ mt: 0.75, "& > summary": { cursor: "pointer", typography: "caption", borderRadius: 1 } }}
    >
      <summary>
        Tool <code>{tool.tool}</code>
        {tool.result === undefined ? ", running" : ""}
      </summary>
      <Typography variant="caption" color="textSecondary">
        Input
      </Typography>
      <Text text={tool.args} />
      {tool.result !== undefined && (
        <>
          <Typography variant="caption" color="textSecondary">
            Result
          </Typography>
          <Text text={tool.result} />
        </>
      )}
    </Box>
  );
}

/** Most inputs and many results are JSON; what is not is shown as it is. */
function Text({ text }: { text: string }) {
  const json = indented(text);
  return json === undefined ? <Code code={text} language="" /> : <Code code={json} language="json" />;
}

function indented(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}
