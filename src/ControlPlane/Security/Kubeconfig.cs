using System.Text;

namespace ModelServing.ControlPlane.Security;

/// <summary>The file with which clients find and trust the API.</summary>
internal static class Kubeconfig
{
    public static string Text(Uri server, string authorityPem, string user, string token)
    {
        var authority = Convert.ToBase64String(Encoding.UTF8.GetBytes(authorityPem));
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: modelserving
              cluster:
                server: {server.ToString().TrimEnd('/')}
                certificate-authority-data: {authority}
            users:
            - name: modelserving-{user}
              user:
                token: {token}
            contexts:
            - name: modelserving
              context:
                cluster: modelserving
                user: modelserving-{user}
                namespace: default
            current-context: modelserving

            """;
    }
}
