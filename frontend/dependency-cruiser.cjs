// What may import what. Each new folder under src/ has its place here.
module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "feature-not-feature",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    {
      name: "ui-knows-nothing",
      severity: "error",
      from: { path: "^src/(ui|lib)/" },
      to: { path: "^src/(api|features|app|host)/" },
    },
    {
      name: "lib-below-ui",
      severity: "error",
      from: { path: "^src/lib/" },
      to: { path: "^src/ui/" },
    },
    {
      name: "features-below-app",
      severity: "error",
      from: { path: "^src/features/" },
      to: { path: "^src/app/" },
    },
    {
      name: "api-and-host-below-features",
      severity: "error",
      from: { path: "^src/(api|host)/" },
      to: { path: "^src/(features|app)/" },
    },
    {
      name: "product-not-test",
      severity: "error",
      from: { path: "^src/", pathNot: "(\\.test\\.tsx?$|^src/test/)" },
      to: { path: "(\\.test\\.tsx?$|^src/test/)" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.app.json" },
    doNotFollow: { path: "node_modules" },
  },
};
