import { scalar } from './scalar.ts';

export function topologySyncText(url: string, branch: string): string {
  return `# For the loop in the cluster: kubectl apply -f topology-sync.yaml, once it is installed.
apiVersion: ramen-sync.io/v1alpha1
kind: TopologySync
metadata:
  name: dr
  namespace: ramen-sync
spec:
  source:
    url: ${scalar(url)}
    ref: { branch: ${scalar(branch)} }
    # secretRef: { name: git-auth } # username and password, or identity and known_hosts
  interval: 10m
  # Only reports. With \`enforce\` it applies, and wants hub.id: the UID of namespace kube-system on the hub.
  mode: observe
`;
}
