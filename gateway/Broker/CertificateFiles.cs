namespace AIoT.Embedded.Gateway.Broker;

/// <summary>The certificates in a data folder: the authority's and the gateway's own, and those issued to boards that are still here.</summary>
public static class CertificateFiles
{
    public static IReadOnlyList<string> In(string dataFolder)
    {
        string tls = Path.Combine(dataFolder, CertificateAuthority.Folder), boards = Path.Combine(dataFolder, "boards");
        return [.. Files(tls, "*.pem"), .. Files(boards, "board.pem")];
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
}
