using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>
/// The word by which an installer may enrol one board, once: 80 random bits in Crockford's base 32, four groups of four. 80 bits can't be guessed,
/// so an unsalted hash keeps it.
/// </summary>
public static class ClaimCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Letters = 16;

    public static string New()
    {
        string letters = RandomNumberGenerator.GetString(Alphabet, Letters);
        return string.Join('-', letters.Chunk(4).Select(group => new string(group)));
    }

    /// <returns>SHA-256 of the code as it is meant (O is 0, I and L are 1, case and hyphens do not count); null: it is none.</returns>
    public static byte[]? Hash(string typed)
    {
        var letters = new StringBuilder(Letters);
        foreach (char letter in typed.ToUpperInvariant().Where(letter => letter is not ('-' or ' ')))
        {
            letters.Append(letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter });
        }

        return letters.Length == Letters && letters.ToString().All(letter => Alphabet.Contains(letter))
            ? SHA256.HashData(Encoding.ASCII.GetBytes("aiot-claim:" + letters))
            : null;
    }
}
