namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>The frames of a websocket by their numbers.</summary>
internal enum WebSocketOpcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
