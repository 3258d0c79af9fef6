/** As examples/workflows/pull-request.yml has it; a test compares them. */
export const workflowText = `# Judges pull requests, those from forks too: it needs no secret and no cluster.
# Lint, and a plan predicted from the snapshot that drift.yml keeps, on the lines, in the summary and in one comment.
name: DR pull request
on:
  pull_request:
permissions: {}
concurrency:
  group: dr-pull-request-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  judge:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      contents: read
      pull-requests: write # the comment; pull requests from forks get read only, and then there is none
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 0 # the base branch's configuration, and what the pull request changes
          persist-credentials: false
      - name: Fetch the snapshot of the clusters, if there is one yet
        id: snapshot
        run: |
          if git cat-file -e origin/ramen-sync-snapshot:hub.json; then
            git show origin/ramen-sync-snapshot:hub.json > "$RUNNER_TEMP/hub.json"
            echo "file=$RUNNER_TEMP/hub.json" >> "$GITHUB_OUTPUT"
          fi
      - uses: RamenDR/ramen-sync@v0
        with:
          snapshot: \${{ steps.snapshot.outputs.file }}
`;
