namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>The way one target is called in a loop: its connections, shared by those who call.</summary>
internal interface IPredictClient : IDisposable
{
    IPredictCaller CreateCaller();
}
