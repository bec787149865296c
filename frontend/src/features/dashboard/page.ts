import { LayoutDashboard } from "lucide-react";
import { billPage } from "../page";

export const dashboardPage = billPage(
  { route: "dashboard", name: "Dashboard", icon: LayoutDashboard },
  () => import("./dashboard"),
);
