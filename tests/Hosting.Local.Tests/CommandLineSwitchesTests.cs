namespace ModelServing.Hosting.Local.Tests;

public sealed class CommandLineSwitchesTests
{
    [Theory]
    [InlineData(DistributedApplicationOperation.Run)]
    [InlineData(DistributedApplicationOperation.Run, "--ModelServing:Cluster=External")]
    [InlineData(DistributedApplicationOperation.Publish, "--operation", "publish", "--step", "publish", "--output-path", "out")]
    [InlineData(DistributedApplicationOperation.Publish, "--publisher", "manifest", "--output-path=out.json")]
    public void Parse_AspiresOwnSwitches_ChooseTheOperation(DistributedApplicationOperation expected, params string[] args)
        => Assert.Equal(expected, CommandLineSwitches.Parse(args).Operation);

    [Theory]
    [InlineData("Unknown option '--prot'", "--prot", "80")]
    [InlineData("'run' is not an option", "run")]
    [InlineData("Unknown operation 'deploy'", "--operation", "deploy")]
    [InlineData("Unknown publisher 'docker'", "--publisher", "docker")]
    [InlineData("Unknown step 'push'", "--operation", "publish", "--step", "push")]
    public void Parse_WhatItDoesNotKnow_IsNamed(string expected, params string[] args)
        => Assert.Contains(expected, Assert.Throws<CommandLineException>(() => CommandLineSwitches.Parse(args)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_Settings_AreKept()
        => Assert.Equal("External", CommandLineSwitches.Parse(["--ModelServing:Cluster", "External"]).Settings["ModelServing:Cluster"]);
}
