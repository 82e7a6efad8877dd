using ModelServing.ControlPlane.Tests.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Admission;

/// <summary>What pods get by admission, and what it refuses, as kubectl shows it.</summary>
public sealed class PodAdmissionTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Kubectl _kubectl = new(api);

    [Fact]
    public async Task Tolerations_AreAddedUnlessThePodHasItsOwn()
    {
        await _kubectl.RunAsync("run plain --image=i");
        await _kubectl.RunAsync("create -f -", Pod("own", "tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 7}]"));
        await _kubectl.RunAsync("create -f -", Pod("all", "tolerations: [{operator: Exists}]"));

        Assert.Matches(
            @"Tolerations: +node\.kubernetes\.io/not-ready:NoExecute op=Exists for 0s\s+node\.kubernetes\.io/unreachable:NoExecute op=Exists for 0s",
            await _kubectl.RunAsync("describe pod plain"));
        Assert.Equal("node.kubernetes.io/unreachable=7 node.kubernetes.io/not-ready=0 ", await TolerationsAsync("own"));
        Assert.Equal("= ", await TolerationsAsync("all"));
        Assert.DoesNotContain("f:tolerations", await _kubectl.RunAsync("get pod plain -o yaml --show-managed-fields"), StringComparison.Ordinal);
        Assert.Contains("f:tolerations", await _kubectl.RunAsync("get pod own -o yaml --show-managed-fields"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tolerations_FollowTheSettings()
    {
        await using var patient = new RunningApi { Settings = ["--ModelServing:DefaultUnreachableTolerationSeconds=300", "--ModelServing:DefaultNotReadyTolerationSeconds=60"] };
        await patient.InitializeAsync();
        var kubectl = new Kubectl(patient);

        await kubectl.RunAsync("run plain --image=i");

        Assert.Equal("60 300", await kubectl.RunAsync("get pod plain -o jsonpath={.spec.tolerations[*].tolerationSeconds}"));
    }

    [Fact]
    public async Task InitContainers_ThatAreWrong_AreRefused()
    {
        await _kubectl.RunAsync("create -f -", Pod("with-sidecar", "initContainers: [{name: i, image: x, restartPolicy: Always, startupProbe: {exec: {command: [a]}}}]"));

        var refusal = await _kubectl.FailAsync("create -f -", Pod("wrong", "initContainers: [{name: i, image: x, startupProbe: {exec: {command: [a]}}}, {name: i, restartPolicy: Never}]"));

        Assert.Equal(
            "The Pod \"wrong\" is invalid: \n"
            + "* spec.initContainers[1].name: Duplicate value: \"i\"\n"
            + "* spec.initContainers[1].image: Required value\n"
            + "* spec.initContainers[0].startupProbe: Forbidden: may not be set for init containers without restartPolicy=Always\n"
            + "* spec.initContainers[1].restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"\n",
            refusal);
    }

    [Fact]
    public async Task PriorityClass_BecomesThePodsPriority()
    {
        await _kubectl.RunAsync("create priorityclass high --value=7 --preemption-policy=Never");
        await _kubectl.RunAsync("create -f -", Pod("important", "priorityClassName: high"));
        await _kubectl.RunAsync("create -f -", Pod("critical", "priorityClassName: system-node-critical"));
        await _kubectl.RunAsync("run usual --image=i");

        Assert.Equal("7 Never", await _kubectl.RunAsync("get pod important -o 'jsonpath={.spec.priority} {.spec.preemptionPolicy}'"));
        Assert.Equal("2000001000", await _kubectl.RunAsync("get pod critical -o jsonpath={.spec.priority}"));
        Assert.Equal("0 PreemptLowerPriority", await _kubectl.RunAsync("get pod usual -o 'jsonpath={.spec.priority} {.spec.preemptionPolicy}'"));
        Assert.Matches(@"Priority: +7\s+Priority Class Name: +high", await _kubectl.RunAsync("describe pod important"));
        Assert.Matches(@"system-cluster-critical +2000000000 +false", await _kubectl.RunAsync("get priorityclass"));
    }

    [Fact]
    public async Task PriorityClass_ThatIsDefault_IsEveryPods()
    {
        await using var other = new RunningApi();
        await other.InitializeAsync();
        var kubectl = new Kubectl(other);
        await kubectl.RunAsync("create priorityclass usual --value=5 --global-default");

        await kubectl.RunAsync("run plain --image=i");

        Assert.Equal("usual 5", await kubectl.RunAsync("get pod plain -o 'jsonpath={.spec.priorityClassName} {.spec.priority}'"));
        Assert.Contains(
            "priorityclasses.scheduling.k8s.io \"second\" is forbidden: PriorityClass usual is already marked as default. Only one default can exist",
            await kubectl.FailAsync("create priorityclass second --value=6 --global-default"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("priorityClassName: nope", "pods \"refused\" is forbidden: no PriorityClass with name nope was found")]
    [InlineData("priority: 12", "pods \"refused\" is forbidden: the integer value of priority (12) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name")]
    [InlineData("preemptionPolicy: Never", "pods \"refused\" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name")]
    public async Task Priority_ThatNoClassGives_IsForbidden(string spec, string expected) =>
        Assert.Contains(expected, await _kubectl.FailAsync("create -f -", Pod("refused", spec)), StringComparison.Ordinal);

    [Theory]
    [InlineData("create priorityclass system-mine --value=1", "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class")]
    [InlineData("create priorityclass huge --value=1000000001", "value: Forbidden: maximum allowed value of a user defined priority is 1000000000")]
    [InlineData("""patch priorityclass system-node-critical -p '{"value":3}'""", "value: Forbidden: may not be changed in an update.")]
    public async Task PriorityClass_AgainstTheRules_IsInvalid(string command, string expected) =>
        Assert.Contains(expected, await _kubectl.FailAsync(command), StringComparison.Ordinal);

    private Task<string> TolerationsAsync(string pod) =>
        _kubectl.RunAsync($$"""get pod {{pod}} -o 'jsonpath={range .spec.tolerations[*]}{.key}={.tolerationSeconds} {end}'""");

    private static string Pod(string name, string spec) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec:
          containers: [{name: c, image: i}]
          {{spec}}
        """;
}
