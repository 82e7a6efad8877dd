using ModelServing.ControlPlane;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApiServer();
builder.Services.AddReconcilers();
var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
