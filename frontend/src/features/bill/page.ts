import { FileSpreadsheet } from "lucide-react";
import { plainPage } from "../page";

export const billDetailsPage = plainPage(
  { route: "bill", name: "Bill", icon: FileSpreadsheet },
  () => import("./bill-view"),
);
