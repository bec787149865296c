export { type Deployment, readDeployment } from "./deployment";
export { type Place, SignIn, type Standing } from "./sign-in";
