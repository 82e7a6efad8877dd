using ModelServing.EndToEnd.Tests;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RunningGraph))]
[assembly: Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: TestCollectionOrderer(typeof(ByName))]
