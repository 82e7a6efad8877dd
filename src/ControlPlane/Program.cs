using Microsoft.Extensions.Options;
using ModelServing.ControlPlane;
using ModelServing.ControlPlane.Lifecycle;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ServiceDefaults;

if (CommandLine.Answer(args) is { } exitCode)
{
    return exitCode;
}

// Watching the settings would mean watching every folder below the one that the process was started in.
var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
builder.WebHost.UseKestrelHttpsConfiguration();
builder.AddServiceDefaults();
builder.AddApiServer();
builder.Services.AddReconcilers();
builder.Services.AddHostedService<StartupGarbage>();
var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiServer();
try
{
    app.Run();
    return 0;
}
catch (OptionsValidationException exception)
{
    return CommandLine.Refuse(string.Join("; ", exception.Failures));
}
catch (InvalidOperationException exception) when (exception.InnerException is FormatException or ArgumentException)
{
    // A setting that is no number.
    return CommandLine.Refuse(exception.Message);
}
