namespace ModelServing.ControlPlane.Security;

/// <summary>The users the server itself makes, each with a token and a kubeconfig in the state directory.</summary>
internal sealed class StaticUsers(StateDirectory folder)
{
    public const string ViewerName = "viewer";

    /// <summary>Gets the user who may do everything, and whose kubeconfig the product's own services use.</summary>
    public StaticUser Admin { get; } = new(
        new UserInfo("admin", [UserInfo.Masters, UserInfo.Authenticated]), StaticToken.LoadOrCreate(folder.File("admin.token")), "kubeconfig");

    /// <summary>Gets the user who may look, but not at secrets, and change nothing: the default policy binds him to <c>view</c>.</summary>
    public StaticUser Viewer { get; } = new(
        new UserInfo(ViewerName, [UserInfo.Authenticated]), StaticToken.LoadOrCreate(folder.File("view.token")), "view.kubeconfig");

    public IEnumerable<StaticUser> All => [Admin, Viewer];
}
