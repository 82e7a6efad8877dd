using ModelServing.ControlPlane.Tests.Api;
using Xunit;
using static ModelServing.ControlPlane.Tests.CustomResources.Manifests;

namespace ModelServing.ControlPlane.Tests.Conformance;

/// <summary>Commands that only read.</summary>
public sealed class KubectlReadTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task Get_PrintsInEveryForm()
    {
        await _kubectl.RunAsync("create namespace forms");
        await _kubectl.RunAsync("create configmap a -n forms --from-literal=k=v");
        await _kubectl.RunAsync("create configmap b -n forms");
        await _kubectl.RunAsync("create configmap c -n forms");

        Assert.Equal("configmap/a\nconfigmap/b\nconfigmap/c\n", await _kubectl.RunAsync("get configmap -n forms -o name --chunk-size=2"));
        Assert.Equal("NAME   K\na      v\nb      <none>\nc      <none>\n", await _kubectl.RunAsync("get configmap -n forms -o custom-columns=NAME:.metadata.name,K:.data.k"));
        Assert.Equal("a b c", await _kubectl.RunAsync("get configmap -n forms -o 'jsonpath={.items[*].metadata.name}'"));
        Assert.Equal("a:v b: c: ", await _kubectl.RunAsync("get configmap -n forms -o 'go-template={{range .items}}{{.metadata.name}}:{{if .data}}{{.data.k}}{{end}} {{end}}'"));
        Assert.Matches("^apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  creationTimestamp: \"[^\"]+\"\n  name: a\n  namespace: forms\n  resourceVersion: \"[0-9]+\"\n  uid: [-0-9a-f]+\n$", await _kubectl.RunAsync("get configmap a -n forms -o yaml"));
        Assert.Matches("^NAME   DATA   AGE +LABELS\na +1 +[0-9]+s +<none>\n$", await _kubectl.RunAsync("get configmap a -n forms --show-labels"));
        Assert.Matches("\"manager\": \"kubectl-create\"", await _kubectl.RunAsync("get configmap a -n forms -o json --show-managed-fields"));
        Assert.Contains("configmaps \"z\" not found", await _kubectl.FailAsync("get configmap a z -n forms"), StringComparison.Ordinal);
        Assert.Equal("error: the server doesn't have a resource type \"nosuch\"\n", await _kubectl.FailAsync("get nosuch"));
        Assert.Contains("\"x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"", await _kubectl.FailAsync("get configmap --field-selector x=y"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_PrintsChangesAsTheyCome()
    {
        await _kubectl.RunAsync("create configmap seen --from-literal=a=b");
        var watching = _kubectl.TryAsync("get configmap seen --watch -o custom-columns=NAME:.metadata.name,A:.data.a --request-timeout=4s", null);
        var events = _kubectl.TryAsync("get configmap seen --watch --output-watch-events --request-timeout=4s", null);
        var table = _kubectl.TryAsync("get configmap seen --watch --request-timeout=4s", null);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, TestContext.Current.CancellationToken);

        await _kubectl.RunAsync("patch configmap seen --type=merge -p '{\"data\":{\"a\":\"c\"}}'");
        await _kubectl.RunAsync("delete configmap seen");

        Assert.Equal("NAME   A\nseen   b\nseen   c\nseen   c\n", (await watching).Output);
        Assert.Matches("^EVENT +NAME +DATA +AGE\nADDED +seen +1 +[0-9]+s\nMODIFIED +seen +1 +[0-9]+s\nDELETED +seen +1 +[0-9]+s\n$", (await events).Output);
        Assert.Matches("^NAME   DATA   AGE\nseen +1 +[0-9]+s\nseen +1 +[0-9]+s\nseen +1 +[0-9]+s\n$", (await table).Output);
    }

    [Fact]
    public async Task Discovery_IsPrinted()
    {
        Assert.Equal(["apps/v1", "autoscaling/v1", "autoscaling/v2"], (await _kubectl.RunAsync("api-versions")).Split('\n').Where(line => line.StartsWith("apps/", StringComparison.Ordinal) || line.StartsWith("autoscaling/", StringComparison.Ordinal)));
        Assert.Equal("controllerrevisions.apps\ndaemonsets.apps\ndeployments.apps\nreplicasets.apps\nstatefulsets.apps\n", await _kubectl.RunAsync("api-resources --api-group=apps --verbs=list,watch --namespaced -o name"));
        Assert.Matches("^NAME +SHORTNAMES +APIVERSION +NAMESPACED +KIND +VERBS +CATEGORIES\ndaemonsets +ds +.*\ndeployments +deploy +apps/v1 +true +Deployment +create,delete,deletecollection,get,list,patch,update,watch +all\n", await _kubectl.RunAsync("api-resources --api-group=apps --categories=all -o wide"));
        Assert.Contains("Kubernetes control plane", await _kubectl.RunAsync("cluster-info"), StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"ReplicationControllerList\"", await _kubectl.RunAsync("cluster-info dump"), StringComparison.Ordinal);
        Assert.Equal("ok", await _kubectl.RunAsync("get --raw /readyz"));
        Assert.Contains("\"name\":\"kube-public\"", await _kubectl.RunAsync("get --raw /api/v1/namespaces/kube-public"), StringComparison.Ordinal);
        Assert.Equal("Error from server (NotFound): the server could not find the requested resource\n", await _kubectl.FailAsync("get --raw /nope"));
    }

    [Fact]
    public async Task WideBindings_ShowTheirSubjects()
    {
        await _kubectl.RunAsync("create rolebinding team --role=r --user=jane --user=joe --group=devs --serviceaccount=default:bot");

        Assert.Matches(@"(?m)^team +Role/r +\S+ +jane, joe +devs +default/bot$", await _kubectl.RunAsync("get rolebinding team -o wide"));
    }

    [Fact]
    public async Task All_HasBuiltInAndCustomKindsOfTheCategory()
    {
        await _kubectl.RunAsync("create namespace everything");
        await _kubectl.RunAsync("apply -f -", Widgets("all.example.com").ToJsonString());
        await _kubectl.RunAsync("apply -n everything -f -", Widget("w", """{"size":1}""", "all.example.com").ToJsonString());
        await _kubectl.RunAsync("apply -n everything -f -", Samples.Deployment("d"));
        await _kubectl.RunAsync("create service clusterip s --tcp=80 -n everything");

        await _kubectl.RunAsync("run p --image=x -n everything");

        Assert.Equal("pod/p\nservice/s\ndeployment.apps/d\nwidget.all.example.com/w\n", await _kubectl.RunAsync("get all -n everything -o name"));
        var text = string.Join(' ', (await _kubectl.RunAsync("explain widgets.spec.size")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("GROUP: all.example.com KIND: Widget VERSION: v1 FIELD: size <integer> DESCRIPTION: How large it is.", text);
    }

    [Fact]
    public async Task Events_AreListedByTheirObject()
    {
        await _kubectl.RunAsync("create -f -", """
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"told.1","namespace":"default"},"type":"Warning","reason":"Tested","message":"an event of the test",
             "involvedObject":{"apiVersion":"v1","kind":"Pod","namespace":"default","name":"told"},"firstTimestamp":"2024-01-01T00:00:00Z","lastTimestamp":"2024-01-01T00:00:00Z"}
            """);

        Assert.Matches("^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n[0-9a-z]+ +Warning +Tested +Pod/told +an event of the test\n$", await _kubectl.RunAsync("events --for pod/told --types=Warning"));
        Assert.Equal("event/told.1\n", await _kubectl.RunAsync("get events --field-selector involvedObject.name=told,type=Warning -o name"));
    }

    [Fact]
    public async Task Access_IsExplained()
    {
        Assert.Matches("^ATTRIBUTE +VALUE\nUsername +admin\nGroups +\\[system:masters system:authenticated\\]\n$", await _kubectl.RunAsync("auth whoami"));
        await _kubectl.RunAsync("create serviceaccount bot");
        await _kubectl.RunAsync("create role reader --verb=get,list --resource=pods");
        await _kubectl.RunAsync("create rolebinding bot-reads --role=reader --serviceaccount=default:bot");

        Assert.Equal("yes\n", await _kubectl.RunAsync("auth can-i list pods --as=system:serviceaccount:default:bot"));
        Assert.Equal((1, "no\n"), (await _kubectl.TryAsync("auth can-i delete pods --as=system:serviceaccount:default:bot", null)) is var (code, output, _) ? (code, output) : default);
        Assert.Matches("\npods +\\[\\] +\\[\\] +\\[get list\\]\n", await _kubectl.RunAsync("auth can-i --list --as=system:serviceaccount:default:bot"));
        Assert.Contains("role.rbac.authorization.k8s.io/reader reconciled", await _kubectl.RunAsync("auth reconcile -f -", """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: default}
            rules:
            - {apiGroups: [""], resources: [pods, services], verbs: [get]}
            """), StringComparison.Ordinal);
        Assert.Equal("yes\n", await _kubectl.RunAsync("auth can-i get services --as=system:serviceaccount:default:bot"));
    }
}
