namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>A frame of a websocket.</summary>
internal readonly record struct WebSocketFrame(WebSocketOpcode Opcode, byte[] Payload);
