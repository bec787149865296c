import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Setting, Settings, SettingsGroup } from "@/api";
import { Code } from "@/components/code";
import { MONO } from "@/theme/theme";

interface Props {
  readonly settings: Settings;
  readonly onReadAgain: () => void;
}

/** Every setting of `finops.toml`: its value, where it was given, what it does; and what is wrong with the file. */
export function SettingsSection({ settings, onReadAgain }: Props) {
  return (
    <>
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
        {settings.file ? (
          <>
            Read from <Path>{settings.file}</Path>. What it does not say is a default.
          </>
        ) : (
          <>
            There is no file, so everything is a default. The platform looks for <Path>{settings.lookedFor}</Path>.
          </>
        )}
      </Typography>
      {settings.problem && (
        <Notice colour="error.main">
          {settings.problem}
          {settings.file ? " Until that is mended, what is below stays in use." : ""}
        </Notice>
      )}
      {settings.changed && (
        <Notice colour="warning.main" action={<Button onClick={onReadAgain}>Use the new ones</Button>}>
          The file has changed since it was read. Below is what is in use. Changes of [run] need a new start.
        </Notice>
      )}
      {settings.groups.map((group) => (
        <Group key={group.title} group={group} />
      ))}
      {settings.example && (
        <Box component="details" sx={{ mt: 2.5, "& summary": { cursor: "pointer", typography: "h3" } }}>
          <summary>An example to copy</summary>
          <Code language="toml" code={settings.example} />
        </Box>
      )}
    </>
  );
}

function Path({ children }: { children: string }) {
  return (
    <Box component="code" sx={{ fontFamily: MONO, fontSize: "0.95em", color: "text.primary" }}>
      {children}
    </Box>
  );
}

function Notice({ colour, action, children }: { colour: string; action?: ReactNode; children: ReactNode }) {
  return (
    <Box
      role="alert"
      sx={{
        display: "flex",
        flexWrap: "wrap",
        alignItems: "center",
        gap: 1,
        mt: 1.5,
        p: 1.5,
        border: 1,
        borderColor: colour,
        borderRadius: 2,
        typography: "body2",
      }}
    >
      <Box component={CircleAlert} size={17} aria-hidden sx={{ flex: "none", color: colour }} />
      <Box sx={{ flex: "1 1 240px", minWidth: 0, overflowWrap: "anywhere" }}>{children}</Box>
      {action}
    </Box>
  );
}

function Group({ group: { title, table, settings } }: { group: SettingsGroup }) {
  return (
    <Box sx={{ mt: 2.5 }}>
      <Typography variant="h3" component="h4" sx={{ mb: 0.5 }}>
        {title}
        {table && (
          <Box component="span" sx={{ ml: 1, fontFamily: MONO, fontWeight: 400, color: "text.secondary" }}>
            [{table}]
          </Box>
        )}
      </Typography>
      <Box component="dl" aria-label={title} sx={{ m: 0 }}>
        {settings.map((setting) => (
          <Row key={setting.name} setting={setting} />
        ))}
      </Box>
    </Box>
  );
}

function Row({ setting: { name, value, default: usual, setBy, description } }: { setting: Setting }) {
  const given = setBy !== "";
  return (
    <Box
      sx={{
        display: "grid",
        gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: "210px minmax(0, 1fr)" },
        columnGap: 2.5,
        rowGap: 0.25,
        py: 1.25,
        borderTop: 1,
        borderColor: "divider",
        typography: "body2",
        "& dd": { m: 0, minWidth: 0 },
      }}
    >
      <Box component="dt" sx={{ fontFamily: MONO, fontSize: "0.8125rem", overflowWrap: "anywhere", gridRow: "span 2" }}>
        {name}
      </Box>
      <Box component="dd" sx={{ display: "flex", flexWrap: "wrap", columnGap: 1.25, alignItems: "baseline" }}>
        <Box
          component="code"
          sx={{
            fontFamily: MONO,
            fontSize: "0.8125rem",
            whiteSpace: "pre-wrap",
            overflowWrap: "anywhere",
            color: given ? "text.primary" : "text.secondary",
          }}
        >
          {isEmpty(value) ? "not set" : value}
        </Box>
        <Typography variant="caption" color="textSecondary" component="span">
          {origin(setBy, value, usual)}
        </Typography>
      </Box>
      <Box component="dd" sx={{ color: "text.secondary" }}>
        {description}
      </Box>
    </Box>
  );
}

function isEmpty(value: string): boolean {
  return ["", '""', "[]", "{}"].includes(value);
}

function origin(setBy: string, value: string, usual: string): string {
  if (setBy === "") return isEmpty(value) ? "" : usual === value ? "default" : "built in";
  const place = ["command line", "environment"].includes(setBy) ? `the ${setBy}` : setBy.split(/[/\\]/).at(-1);
  return `by ${place}${isEmpty(usual) || usual === value ? "" : `, default ${usual}`}`;
}
