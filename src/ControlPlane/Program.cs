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
if (CommandLine.Check(app.Services) is { } refusal)
{
    return refusal;
}

app.Run();
return 0;
