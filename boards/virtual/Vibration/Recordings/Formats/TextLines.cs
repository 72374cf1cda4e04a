namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>Reads a text file line by line, without a string for each.</summary>
internal sealed class TextLines : IDisposable
{
    private const int LongestLine = 1 << 20;
    private readonly string _file;
    private readonly FileStream _stream;
    private readonly StreamReader _reader;
    private char[] _text = new char[1 << 15];
    private int _from, _to;
    private bool _ended, _skipFeed;

    public TextLines(string file)
    {
        _file = file;
        _stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        _reader = new StreamReader(_stream, bufferSize: 1 << 15);
    }

    /// <summary>Lines read so far.</summary>
    public int Count { get; private set; }

    /// <summary>How far it has come in the file, 0 to 1.</summary>
    public double Share => _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length;

    /// <summary>The next line without its end (LF, CR or both); it holds until the next is read.</summary>
    /// <exception cref="RecordingException">A line is longer than a million characters.</exception>
    public bool Next(out ReadOnlySpan<char> line)
    {
        int searched = 0;
        while (true)
        {
            if (_skipFeed && _from < _to)
            {
                // The line before ended in CR.
                _from += _text[_from] == '\n' ? 1 : 0;
                _skipFeed = false;
            }

            int end = _text.AsSpan(_from + searched, _to - _from - searched).IndexOfAny('\n', '\r');
            if (end >= 0)
            {
                end += searched;
                line = _text.AsSpan(_from, end);
                _skipFeed = _text[_from + end] == '\r';
                _from += end + 1;
                Count++;
                return true;
            }

            if (_ended)
            {
                line = _text.AsSpan(_from, _to - _from);
                _from = _to;
                Count += line.Length > 0 ? 1 : 0;
                return line.Length > 0;
            }

            searched = _to - _from;
            Fill();
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private void Fill()
    {
        _text.AsSpan(_from, _to - _from).CopyTo(_text);
        (_from, _to) = (0, _to - _from);
        if (_to == _text.Length)
        {
            if (_to >= LongestLine)
            {
                throw new RecordingException(_file, $"line {Count + 1} is longer than a million characters", "give text with a row of numbers a line");
            }

            Array.Resize(ref _text, 2 * _text.Length);
        }

        int read = _reader.Read(_text.AsSpan(_to));
        _to += read;
        _ended = read == 0;
    }
}
