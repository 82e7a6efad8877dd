namespace ModelServing.Hosting.Tests;

public sealed class ContainerEngineChoiceTests
{
    private const string DockerInfo = """{"ServerVersion":"28.2.2","Name":"box","Architecture":"x86_64","OperatingSystem":"Debian GNU/Linux 12","SecurityOptions":["name=seccomp,profile=builtin"],"Runtimes":{"runc":{}}}""";
    private const string DockerWithoutDaemon = """{"ServerVersion":"","Name":"","Architecture":"","SecurityOptions":null,"Runtimes":null}""";
    private const string PodmanInfo = """{"host":{"arch":"amd64","hostname":"box","security":{"rootless":true,"selinuxEnabled":false}}}""";

    private static readonly ContainerEngineHost Linux = new("box", IsLinux: true);

    [Fact]
    public void Among_NoEngineInstalled_ChoosesNoneAndSaysNothing() => Assert.Equal(new(null, null), ContainerEngineChoice.Among([], Linux));

    [Fact]
    public void Among_DockerAndPodman_ChoosesDocker()
        => Assert.Equal("docker", Choose(Linux, new("docker", DockerInfo), new("podman", PodmanInfo)).Engine?.Command);

    [Theory]
    [InlineData(DockerWithoutDaemon, null)]
    [InlineData(null, "Cannot connect to the Docker daemon")]
    [InlineData(PodmanInfo, null)] // a stand-in for docker, which the orchestrator knows by its own name
    public void Among_DockerDoesNotAnswer_ChoosesPodman(string? info, string? problem)
        => Assert.Equal("podman", Choose(Linux, new("docker", info, problem), new("podman", PodmanInfo)).Engine?.Command);

    [Theory]
    [InlineData(DockerWithoutDaemon, null, "docker cannot be used (nothing answers)")]
    [InlineData(null, "no answer within 5 s", "docker cannot be used (no answer within 5 s)")]
    [InlineData("Client: Docker Engine", null, "docker cannot be used (nothing answers)")]
    [InlineData("[]", null, "docker cannot be used (nothing answers)")]
    [InlineData("", null, "docker cannot be used (nothing answers)")]
    public void Among_NothingUsable_SaysWhy(string? info, string? problem, string expected)
        => Assert.Equal(new(null, expected), Choose(Linux, new ContainerEngineAnswer("docker", info, problem)));

    [Fact]
    public void Among_SeveralUnusable_SaysWhyOfEach()
        => Assert.Equal(
            "docker runs its containers on another machine (elsewhere.example), podman cannot be used (crun: setrlimit: operation not permitted)",
            Choose(Linux, new("docker", DockerInfo.Replace("box", "elsewhere.example", StringComparison.Ordinal)), new("podman", PodmanInfo, "crun: setrlimit: operation not permitted")).Reason);

    [Fact]
    public void Among_HostNameWithDomain_IsTheSameMachine()
        => Assert.NotNull(Choose(Linux, new ContainerEngineAnswer("docker", DockerInfo.Replace("box", "BOX.example.com", StringComparison.Ordinal))).Engine);

    [Theory]
    [InlineData("docker", DockerInfo, true, "127.0.0.1")]
    [InlineData("podman", PodmanInfo, true, "127.0.0.1")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"docker-desktop","OperatingSystem":"Docker Desktop"}""", true, "host.docker.internal")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"docker-desktop","OperatingSystem":"Docker Desktop"}""", false, "host.docker.internal")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"colima","OperatingSystem":"Ubuntu"}""", false, "host.docker.internal")]
    [InlineData("podman", """{"host":{"hostname":"podman-machine"}}""", false, "host.containers.internal")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"box","SecurityOptions":["name=rootless"]}""", true, null)]
    public void Among_Engine_KnowsWhereContainersFindTheHost(string command, string info, bool isLinux, string? expected)
        => Assert.Equal(expected, Choose(new("box", isLinux), new ContainerEngineAnswer(command, info)).Engine?.HostAddress);

    [Theory]
    [InlineData("docker", """{"ServerVersion":"28","Name":"box","Runtimes":{"runc":{},"nvidia":{}}}""", true, false, "--gpus all")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"box","Runtimes":{"runc":{},"nvidia":{}}}""", false, false, "")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"nvidia","OperatingSystem":"Docker Desktop","Runtimes":{"runc":{}}}""", true, false, "")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"box","Runtimes":{"runc":{}}}""", true, true, "")]
    [InlineData("docker", """{"ServerVersion":"28","Name":"box","DiscoveredDevices":[{"Source":"cdi","ID":"nvidia.com/gpu=0"}]}""", true, false, "--device nvidia.com/gpu=all")]
    [InlineData("podman", PodmanInfo, true, true, "--device nvidia.com/gpu=all")]
    [InlineData("podman", PodmanInfo, true, false, "")]
    [InlineData("podman", PodmanInfo, false, true, "")]
    public void Among_Engine_PassesGpusOnlyWhereBothHaveThem(string command, string info, bool hasGpu, bool hasDevices, string expected)
        => Assert.Equal(expected, string.Join(' ', Choose(new("box", IsLinux: true, hasGpu, hasDevices), new ContainerEngineAnswer(command, info)).Engine!.GpuArguments)); // all of these answer

    [Theory]
    [InlineData("docker", """{"ServerVersion":"28","Name":"box","SecurityOptions":["name=selinux"]}""")]
    [InlineData("podman", """{"host":{"hostname":"box","security":{"selinuxEnabled":true}}}""")]
    public void Among_EngineWithSELinux_LetsContainersReadMounts(string command, string info)
        => Assert.Equal(["--security-opt", "label=disable"], Choose(Linux, new ContainerEngineAnswer(command, info)).Engine?.MountArguments);

    private static ContainerEngineChoice Choose(ContainerEngineHost host, params ContainerEngineAnswer[] answers) => ContainerEngineChoice.Among(answers, host);
}
