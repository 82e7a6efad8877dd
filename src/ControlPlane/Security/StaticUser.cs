namespace ModelServing.ControlPlane.Security;

/// <summary>A user and how he proves to be it.</summary>
/// <param name="Info">Who he is.</param>
/// <param name="Token">His token.</param>
/// <param name="KubeconfigFile">The name of his kubeconfig in the state directory.</param>
internal sealed record StaticUser(UserInfo Info, StaticToken Token, string KubeconfigFile);
