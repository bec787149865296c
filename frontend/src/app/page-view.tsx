import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { BillResult } from "@/features/bill/bill";
import { isOffered, type PageDef, type PageProps } from "@/features/page";
import { signedOutText, type SignedIn, useSignedIn } from "@/features/session/sign-in-context";

/** A page, or why it cannot be shown yet. */
export function PageView({ page, ...props }: PageProps & { page: PageDef }) {
  const signedIn = useSignedIn();
  if (page.needs === "nothing") return <page.view {...props} />;
  const bill = props.loaded && "bill" in props.loaded ? props.loaded.bill : undefined;
  const isShown = isOffered(page, bill);
  if (bill && bill.rows !== 0 && isShown) return <page.view {...props} bill={bill} />;
  return (
    <Box className="scroller" sx={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
      <Box sx={{ maxWidth: 1240, mx: "auto", px: { xs: 2, sm: 3 }, pt: 2, pb: 5 }}>
        <Typography variant="h1" component="h2" sx={{ mb: 1 }}>
          {page.name}
        </Typography>
        <Typography color="textSecondary" role="status">
          {isShown
            ? reasonFor(props.loaded, page.name, signedIn)
            : `No agent of this platform has anything for ${page.name}. ${page.without ?? ""}`.trimEnd()}
        </Typography>
      </Box>
    </Box>
  );
}

function reasonFor(loaded: BillResult | undefined, name: string, signedIn: SignedIn | undefined): string {
  if (!loaded) return "Reading the bill";
  if ("problem" in loaded) return `${loaded.problem} ${name} appears as soon as the bill can be read.`;
  if ("refused" in loaded) return signedOutText(signedIn);
  return "The bill has no charges yet. Load one that has: finops up --bill PATH";
}
