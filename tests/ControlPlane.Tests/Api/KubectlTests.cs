using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class KubectlTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task Get_Namespaces_PrintsTheTable()
    {
        var lines = (await _kubectl.RunAsync("get namespaces")).Split('\n');

        Assert.Matches("^NAME +STATUS +AGE$", lines[0]);
        Assert.Matches("^default +Active +", lines[1]);
        Assert.Contains(lines, line => line.StartsWith("model-serving ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Apply_Twice_ChangesOnlyWhatTheManifestOwns()
    {
        Assert.Equal("deployment.apps/web created\n", await _kubectl.RunAsync("apply -f -", Samples.Deployment("web")));
        Assert.Equal("deployment.apps/web unchanged\n", await _kubectl.RunAsync("apply -f -", Samples.Deployment("web")));
        await _kubectl.RunAsync("scale deployment/web --replicas=5");
        await _kubectl.RunAsync("set env deployment/web ADDED=yes");

        Assert.Equal("deployment.apps/web configured\n", await _kubectl.RunAsync("apply -f -", Samples.Deployment("web", image: "new", withSidecar: false)));

        var after = await _kubectl.RunAsync("get deployment web -o 'jsonpath={.spec.template.spec.containers[*].name} {.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].env[0].name} {.spec.replicas}'");
        Assert.Equal("main new ADDED 2", after);
    }

    [Fact]
    public async Task Apply_UnknownField_IsRefusedByDefault()
    {
        var error = await _kubectl.FailAsync("apply -f -", Samples.Deployment("bad").Replace("replicas:", "replcas:", StringComparison.Ordinal));

        Assert.Contains("strict decoding error: unknown field \"spec.replcas\"", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("explain deployment.spec.strategy.rollingUpdate.maxSurge", "The maximum number of pods that can be scheduled above the desired number of pods")]
    [InlineData("explain pods", "Pod is a collection of containers that can run on a host")]
    [InlineData("explain pod.spec.containers", "name <string> -required-")]
    [InlineData("explain deployment.spec", "template <PodTemplateSpec> -required-")]
    public async Task Explain_GivesTheDocumentation(string command, string expected)
    {
        var text = string.Join(' ', (await _kubectl.RunAsync(command)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ServerSide_ConflictsWithOtherManagersUntilForced()
    {
        var manifest = Samples.Deployment("server-side");
        Assert.Equal("deployment.apps/server-side serverside-applied\n", await _kubectl.RunAsync("apply --server-side -f -", manifest));
        await _kubectl.RunAsync("scale deployment/server-side --replicas=5");

        var error = await _kubectl.FailAsync("apply --server-side -f -", manifest);

        Assert.Contains(
            "Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas\nPlease review the fields above",
            error, StringComparison.Ordinal);
        await _kubectl.RunAsync("apply --server-side --force-conflicts -f -", manifest);
        Assert.Equal("2", await _kubectl.RunAsync("get deployment server-side -o 'jsonpath={.spec.replicas}'"));
    }

    [Fact]
    public async Task Apply_ServerSideAfterClientSide_MigratesAndDropsWhatTheManifestDropped()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("migrated"));

        await _kubectl.RunAsync("apply --server-side -f -", Samples.Deployment("migrated", image: "new", withSidecar: false));

        Assert.Equal("main new", await _kubectl.RunAsync(
            "get deployment migrated -o 'jsonpath={.spec.template.spec.containers[*].name} {.spec.template.spec.containers[0].image}'"));
        Assert.Equal("kubectl Apply,kubectl-last-applied Apply,", await _kubectl.RunAsync(
            "get deployment migrated --show-managed-fields -o 'jsonpath={range .metadata.managedFields[*]}{.manager} {.operation},{end}'"));
    }

    [Fact]
    public async Task CustomKind_GetsColumnsShortNameAndMergePatch()
    {
        await _kubectl.RunAsync("apply -f -", Samples.InferenceService("columns"));
        await _kubectl.RunAsync("patch isvc columns --subresource=status --type=merge -p '{\"status\":{\"url\":\"http://x\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],\"components\":{\"predictor\":{\"traffic\":[{\"latestRevision\":true,\"percent\":100,\"revisionName\":\"columns-00001\"}]}}}}'");
        await _kubectl.RunAsync("wait --for=condition=Ready isvc/columns --timeout=10s");

        var lines = (await _kubectl.RunAsync("get isvc columns")).Split('\n');

        Assert.Matches("^NAME +URL +READY +PREV +LATEST +PREVROLLEDOUTREVISION +LATESTREADYREVISION +AGE$", lines[0]);
        Assert.Matches("^columns +http://x +True +100 +columns-00001 +", lines[1]);
        Assert.Contains("inferenceservice.serving.kserve.io/columns configured", await _kubectl.RunAsync(
            "apply -f -", Samples.InferenceService("columns").Replace("models/x", "models/y", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("2 http://x", await _kubectl.RunAsync("get isvc columns -o 'jsonpath={.metadata.generation} {.status.url}'"));
    }

    [Fact]
    public async Task Create_KubectlsOwnCommands_AreUnderstood()
    {
        await _kubectl.RunAsync("create namespace made");
        await _kubectl.RunAsync("create configmap settings -n made --from-literal=a=b");
        await _kubectl.RunAsync("create secret generic password -n made --from-literal=p=q");
        await _kubectl.RunAsync("create deployment web -n made --image=x --replicas=3 --port=80");
        await _kubectl.RunAsync("expose deployment web -n made --port=80 --target-port=8501");
        await _kubectl.RunAsync("autoscale deployment web -n made --min=2 --max=5 --cpu-percent=50");

        Assert.Equal("b", await _kubectl.RunAsync("get configmap settings -n made -o 'jsonpath={.data.a}'"));
        Assert.Equal("cQ==", await _kubectl.RunAsync("get secret password -n made -o 'jsonpath={.data.p}'"));
        Assert.Equal("3 x 80", await _kubectl.RunAsync("get deployment web -n made -o 'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].ports[0].containerPort}'"));
        Assert.Equal("80 8501", await _kubectl.RunAsync("get service web -n made -o 'jsonpath={.spec.ports[0].port} {.spec.ports[0].targetPort}'"));
        Assert.Matches("Deployment/web +cpu: <unknown>/50% +2 +5 ", await _kubectl.RunAsync("get hpa web -n made"));
        Assert.Equal("yes\n", await _kubectl.RunAsync("auth can-i create pods"));
    }

    [Fact]
    public async Task Delete_Namespace_TakesItsContentsAlong()
    {
        await _kubectl.RunAsync("create namespace doomed");
        await _kubectl.RunAsync("create configmap inside -n doomed --from-literal=a=b");

        await _kubectl.RunAsync("delete namespace doomed --timeout=20s");

        Assert.Contains("namespaces \"doomed\" not found", await _kubectl.FailAsync("get namespace doomed"), StringComparison.Ordinal);
        await _kubectl.RunAsync("create namespace doomed");
        Assert.Equal("", await _kubectl.RunAsync("get configmaps -n doomed -o name"));
    }

    [Fact]
    public async Task Delete_Owner_DeletesItsDependents()
    {
        await _kubectl.RunAsync("create configmap owner --from-literal=a=b");
        var uid = await _kubectl.RunAsync("get configmap owner -o 'jsonpath={.metadata.uid}'");
        var owned = $"{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"owned\",\"ownerReferences\":[{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"owner\",\"uid\":\"{uid}\"}}]}}}}";
        await _kubectl.RunAsync("create -f -", owned);

        await _kubectl.RunAsync("delete configmap owner");

        await _kubectl.RunAsync("wait --for=delete configmap/owned --timeout=20s");
    }

    [Fact]
    public async Task Describe_ShowsEvents()
    {
        await _kubectl.RunAsync("create -f -", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"told"},"spec":{"containers":[{"name":"c","image":"x"}]}}""");
        var uid = await _kubectl.RunAsync("get pod told -o 'jsonpath={.metadata.uid}'");
        await _kubectl.RunAsync("create -f -", $$$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"generateName":"told."},"type":"Warning","reason":"Tested","message":"an event of the test",
             "involvedObject":{"apiVersion":"v1","kind":"Pod","namespace":"default","name":"told","uid":"{{{uid}}}"}}
            """);

        var text = await _kubectl.RunAsync("describe pod told");

        Assert.Matches("Warning +Tested .*an event of the test", text);
    }

    [Fact]
    public async Task Patch_AllThreeForms_AreApplied()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("patched"));
        await _kubectl.RunAsync("patch deployment patched -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"strategic\"}]}}}}'");
        await _kubectl.RunAsync("patch deployment patched --type=merge -p '{\"metadata\":{\"labels\":{\"merge\":\"yes\"}}}'");
        await _kubectl.RunAsync("patch deployment patched --type=json -p '[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":7}]'");
        await _kubectl.RunAsync("label deployment patched label=yes");
        await _kubectl.RunAsync("annotate deployment patched note=yes");

        Assert.Equal("strategic sidecar-other yes 7 yes yes", await _kubectl.RunAsync(
            "get deployment patched -o 'jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.containers[1].name}-{.spec.template.spec.containers[1].image} {.metadata.labels.merge} {.spec.replicas} {.metadata.labels.label} {.metadata.annotations.note}'"));
        await _kubectl.RunAsync("wait '--for=jsonpath={.spec.replicas}=7' deployment/patched --timeout=10s");
    }

    [Fact]
    public async Task DryRun_Server_StoresNothing()
    {
        Assert.Contains("dnsPolicy: ClusterFirst", await _kubectl.RunAsync("apply --dry-run=server -o yaml -f -", Samples.Deployment("imagined")), StringComparison.Ordinal);
        Assert.Contains("not found", await _kubectl.FailAsync("get deployment imagined"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RolloutStatus_CompleteDeployment_Succeeds()
    {
        await _kubectl.RunAsync("apply -f -", Samples.Deployment("rolled", replicas: 1));
        await _kubectl.RunAsync("patch deployment rolled --subresource=status --type=merge -p '{\"status\":{\"observedGeneration\":1,\"replicas\":1,\"updatedReplicas\":1,\"readyReplicas\":1,\"availableReplicas\":1}}'");

        Assert.Contains("successfully rolled out", await _kubectl.RunAsync("rollout status deployment/rolled --timeout=10s"), StringComparison.Ordinal);
        Assert.Matches("rolled +1/1 +1 +1 ", await _kubectl.RunAsync("get deployment rolled"));
    }

    [Fact]
    public async Task Discovery_ExplainsAndListsKinds()
    {
        var kinds = await _kubectl.RunAsync("api-resources");
        Assert.Matches("seldondeployments +sdep +machinelearning.seldon.io/v1 +true +SeldonDeployment", kinds);
        Assert.Matches("deployments +deploy +apps/v1 +true +Deployment", kinds);
        Assert.Contains("maxSurge", await _kubectl.RunAsync("explain deployment.spec.strategy.rollingUpdate"), StringComparison.Ordinal);
        Assert.Contains("predictor", await _kubectl.RunAsync("explain isvc.spec"), StringComparison.Ordinal);
        Assert.Contains("seldondeployment.machinelearning.seldon.io/old created", await _kubectl.RunAsync("create -f -",
            """{"apiVersion":"machinelearning.seldon.io/v1alpha2","kind":"SeldonDeployment","metadata":{"name":"old"},"spec":{"predictors":[]}}"""), StringComparison.Ordinal);
        Assert.Equal("machinelearning.seldon.io/v1", await _kubectl.RunAsync("get sdep old -o 'jsonpath={.apiVersion}'"));
    }
}
