import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";

export function SignedOut() {
  return (
    <Box
      component="main"
      sx={{ display: "grid", placeContent: "center", height: "100dvh", p: 3, gap: 1, textAlign: "center" }}
    >
      <Typography variant="h1">Open the printed link</Typography>
      <Typography color="textSecondary" sx={{ maxWidth: 420 }}>
        When it starts, the platform prints a link that signs this browser in. Open that link once; afterwards this
        address is enough.
      </Typography>
    </Box>
  );
}
