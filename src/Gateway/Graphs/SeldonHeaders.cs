namespace ModelServing.Gateway.Graphs;

internal static class SeldonHeaders
{
    public const string Puid = "Seldon-Puid";
    public const string CloudEventsVersion = "Ce-Specversion";
}
