import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useState } from "react";
import type { CodeBlock } from "@/api";
import { Code } from "@/components/code";
import { textOf } from "../../rows";
import { BlockFrame } from "../block-frame";
import type { ViewProps } from "../kind";

export function CodeView({ block, loadRows }: ViewProps<CodeBlock>) {
  const [all, setAll] = useState<string>();
  const [failed, setFailed] = useState(false);
  const { artifactId } = block;
  const load = (id: string) => {
    setFailed(false);
    loadRows(id)
      .then((items) => setAll(textOf(items)))
      .catch(() => setFailed(true));
  };
  return (
    <BlockFrame title={block.title}>
      <Box sx={{ px: 1.5 }}>
        <Code code={all ?? block.code} language={block.language} />
        {artifactId && all === undefined && (
          <Button sx={{ mb: 1 }} onClick={() => load(artifactId)}>
            {failed ? "Loading failed, try again" : "Load all"}
          </Button>
        )}
      </Box>
    </BlockFrame>
  );
}
