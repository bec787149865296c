/** The dashboard's jobs belong together here; lists of conversations leave it out. */
export const DASHBOARD_THREAD = "dashboard";
