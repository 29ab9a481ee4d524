"use strict";

const START = `# Ctrl-Enter runs, Ctrl-Space completes; the book at the left has the schema.
{
  search(text: "translation", first: 5) {
    nodes { id kind name paperCount firstYear lastYear }
  }
}
`;

const page = React.createElement(GraphiQL, {
  fetcher: GraphiQL.createFetcher({ url: location.pathname }),
  plugins: [GraphiQLPluginExplorer.explorerPlugin()],
  defaultQuery: START,
  defaultEditorToolsVisibility: true,
});
ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
