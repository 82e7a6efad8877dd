using ModelServing.ControlPlane;
using ModelServing.ControlPlane.Lifecycle;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ServiceDefaults;

if (CommandLine.Answer(args) is { } exitCode)
{
    return exitCode;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApiServer();
builder.Services.AddReconcilers();
builder.Services.AddHostedService<StartupGarbage>();
var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApiServer();
app.Run();
return 0;
