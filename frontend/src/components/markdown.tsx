import Link from "@mui/material/Link";
import { lexer, type Token, type Tokens } from "marked";
import { Fragment, memo, type ReactNode } from "react";
import { Code } from "./code";
import { Prose } from "./prose";

/**
 * Markdown as React elements. Nothing passes through HTML: tags in the text are shown as text, links go only to http,
 * https and mailto, and pictures are not fetched but named.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return <Prose>{blocks(lexer(text))}</Prose>;
});

function blocks(tokens: readonly Token[]): ReactNode[] {
  return tokens.map((token, index) => <Fragment key={index}>{block(token)}</Fragment>);
}

const BLOCKS: Readonly<Record<string, (token: never) => ReactNode>> = {
  space: () => null,
  def: () => null,
  hr: () => <hr />,
  // The page's own headings end at the third level.
  heading: ({ depth, tokens }: Tokens.Heading) =>
    depth <= 2 ? <h4>{inlines(tokens)}</h4> : <h5>{inlines(tokens)}</h5>,
  paragraph: ({ tokens }: Tokens.Paragraph) => <p>{inlines(tokens)}</p>,
  code: ({ text, lang }: Tokens.Code) => <Code code={text} language={lang ?? ""} />,
  blockquote: ({ tokens }: Tokens.Blockquote) => <blockquote>{blocks(tokens)}</blockquote>,
  list,
  table,
};

function block(token: Token): ReactNode {
  const render = BLOCKS[token.type];
  return render ? render(token as never) : inline(token);
}

function list(token: Tokens.List): ReactNode {
  const items = token.items.map((item, index) => <li key={index}>{blocks(item.tokens)}</li>);
  if (!token.ordered) return <ul>{items}</ul>;
  return <ol start={token.start === "" ? 1 : token.start}>{items}</ol>;
}

function table(token: Tokens.Table): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {token.header.map((cell, index) => (
            <th key={index} scope="col">
              {inlines(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {token.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>{inlines(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function inlines(tokens: readonly Token[] | undefined): ReactNode[] {
  return (tokens ?? []).map((token, index) => <Fragment key={index}>{inline(token)}</Fragment>);
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inlines(token.tokens)}</strong>;
    case "em":
      return <em>{inlines(token.tokens)}</em>;
    case "del":
      return <del>{inlines(token.tokens)}</del>;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br />;
    case "link":
      return anchor(token as Tokens.Link);
    case "image":
      return plain((token as Tokens.Image).text);
    case "text":
      return token.tokens ? inlines(token.tokens) : plain((token as Tokens.Text).text);
    case "escape":
      return plain((token as Tokens.Escape).text);
    default:
      return plain(token.raw);
  }
}

function anchor(token: Tokens.Link): ReactNode {
  if (!/^(https?:|mailto:)/i.test(token.href)) return inlines(token.tokens);
  return (
    <Link href={token.href} target="_blank" rel="noopener noreferrer nofollow">
      {inlines(token.tokens)}
    </Link>
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** The lexer leaves the five entities of HTML in text; React escapes for itself. */
function plain(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
