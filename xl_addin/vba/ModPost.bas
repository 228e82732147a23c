Attribute VB_Name = "ModPost"
Option Explicit
Option Private Module
' The files that go between Excel and the engine, and their text: only ASCII (see xl_addin/bridge/messages.py).

' The folder of this user on this computer, as local_folder in xl_addin/bridge/folder.py.
Private Function LokaleMap() As String
    LokaleMap = Environ("REKENBUREAU_LOKAAL")
    If LokaleMap = "" And Environ("LOCALAPPDATA") <> "" Then LokaleMap = Environ("LOCALAPPDATA") & "\Rekenbureau"
    If LokaleMap = "" Then LokaleMap = Environ("HOME") & "/.local/share/rekenbureau"
End Function

Public Function Lokaal(ByVal naam As String) As String
    Lokaal = LokaleMap() & Application.PathSeparator & naam
End Function

Public Function VerzoekPad(ByVal id As String, ByVal soort As String) As String
    VerzoekPad = Lokaal("verzoeken") & Application.PathSeparator & id & soort
End Function

Public Function AntwoordPad(ByVal id As String, ByVal soort As String) As String
    AntwoordPad = Lokaal("antwoorden") & Application.PathSeparator & id & soort
End Function

Public Sub MaakMappen()
    MaakMap LokaleMap()
    MaakMap Lokaal("verzoeken")
    MaakMap Lokaal("antwoorden")
End Sub

Private Sub MaakMap(ByVal pad As String)
    If Dir(pad, vbDirectory) = "" Then MkDir pad
End Sub

Public Sub SchrijfVerzoek(ByVal id As String, ByVal inhoud As String)
    SchrijfRegel VerzoekPad(id, ".tmp"), inhoud
    Name VerzoekPad(id, ".tmp") As VerzoekPad(id, ".json")
End Sub

Public Sub SchrijfRegel(ByVal pad As String, ByVal inhoud As String)
    Dim nummer As Integer
    nummer = FreeFile
    Open pad For Output As #nummer
    Print #nummer, inhoud
    Close #nummer
End Sub

Public Sub VoegRegelToe(ByVal pad As String, ByVal inhoud As String)
    Dim nummer As Integer
    nummer = FreeFile
    Open pad For Append As #nummer
    Print #nummer, inhoud
    Close #nummer
End Sub

' A file that cannot be read at this moment gives "": it is read again in the next round.
Public Function Regel(ByVal pad As String, ByVal welke As Long) As String
    Dim nummer As Integer, teller As Long, gelezen As String
    On Error GoTo mis
    nummer = FreeFile
    Open pad For Input As #nummer
    Do While teller < welke And Not EOF(nummer)
        Line Input #nummer, gelezen
        teller = teller + 1
    Loop
    Close #nummer
    If teller = welke Then Regel = gelezen
    Exit Function
mis:
    MerkEscOp Err.Number
    Resume dicht
dicht:
    On Error Resume Next
    Close #nummer
End Function

Public Sub Verwijder(ByVal pad As String)
    On Error Resume Next
    If Bestaat(pad) Then Kill pad
End Sub

Public Function Bestaat(ByVal pad As String) As Boolean
    On Error GoTo mis
    Bestaat = Dir(pad) <> ""
    Exit Function
mis:
    MerkEscOp Err.Number
End Function

Public Function TijdVan(ByVal pad As String) As String
    On Error GoTo mis
    If Dir(pad) <> "" Then TijdVan = CStr(FileDateTime(pad))
    Exit Function
mis:
    MerkEscOp Err.Number
End Function

' False when the engine took the request up at this very moment.
Public Function TrekIn(ByVal id As String) As Boolean
    On Error GoTo mis
    If Not Bestaat(VerzoekPad(id, ".json")) Then Exit Function
    Kill VerzoekPad(id, ".json")
    Verwijder VerzoekPad(id, ".stop")
    TrekIn = True
    Exit Function
mis:
    MerkEscOp Err.Number
End Function

Public Function NieuwId() As String
    Dim nu As Date
    nu = Now
    Randomize
    NieuwId = Year(nu) & Twee(Month(nu)) & Twee(Day(nu)) & "-" & Twee(Hour(nu)) & Twee(Minute(nu)) & Twee(Second(nu)) & "-" & Viertal(Int(Rnd * 65536)) & Viertal(Int(Rnd * 65536))
End Function

Public Function Twee(ByVal getal As Long) As String
    Twee = Right$("0" & getal, 2)
End Function

Private Function Viertal(ByVal getal As Long) As String
    Viertal = LCase$(Right$("000" & Hex(getal), 4))
End Function

Public Function VerzoekTekst(ByVal id As String, ByVal opdracht As String, ByVal tekst As String, ByVal bewijs As String) As String
    Dim velden As String
    velden = Veld("id", id) & ", " & Veld("opdracht", opdracht) & ", " & Veld("versie", MACRO_VERSIE)
    velden = velden & ", " & Veld("werkmap", WerkmapNaam()) & ", " & Veld("map", WerkmapMap())
    velden = velden & ", " & Veld("blad", BladNaam()) & ", " & Veld("cel", CelAdres())
    velden = velden & ", ""venster"": " & Venster() & ", " & Veld("tekst", tekst) & ", " & Veld("bewijs", bewijs)
    VerzoekTekst = "{" & velden & "}"
End Function

Private Function Veld(ByVal naam As String, ByVal waarde As String) As String
    Veld = """" & naam & """: """ & AlsAscii(waarde) & """"
End Function

' What is not there (no workbook open, a chart in front, an Excel without that property) is empty.
Private Function WerkmapNaam() As String
    On Error Resume Next
    WerkmapNaam = ActiveWorkbook.Name
End Function

Private Function WerkmapMap() As String
    On Error Resume Next
    WerkmapMap = ActiveWorkbook.Path
End Function

Private Function BladNaam() As String
    On Error Resume Next
    BladNaam = ActiveSheet.Name
End Function

Private Function CelAdres() As String
    On Error Resume Next
    CelAdres = ActiveCell.Address(False, False)
End Function

Private Function Venster() As String
    Venster = "0"
    On Error Resume Next
    Venster = CStr(CallByName(Application, "Hwnd", 2))
End Function

' Letters and digits as they are; the rest as \u00e9 (UTF-16 units), which JSON and plain in messages.py both read.
Public Function AlsAscii(ByVal tekst As String) As String
    Dim plaats As Long, code As Long, uit As String
    For plaats = 1 To Len(tekst)
        code = AscW(Mid$(tekst, plaats, 1))
        If code < 0 Then code = code + 65536
        If code < 32 Or code > 126 Or code = 34 Or code = 92 Then
            uit = uit & "\u" & Viertal(code)
        Else
            uit = uit & Mid$(tekst, plaats, 1)
        End If
    Next plaats
    AlsAscii = uit
End Function

' What escaped in messages.py made one line of.
Public Function Plat(ByVal regelTekst As String) As String
    Dim plaats As Long, letter As String, uit As String
    plaats = 1
    Do While plaats <= Len(regelTekst)
        letter = Mid$(regelTekst, plaats, 1)
        If letter = "\" And plaats < Len(regelTekst) Then
            plaats = plaats + 1
            letter = Mid$(regelTekst, plaats, 1)
            If letter = "n" Then
                letter = vbLf
            ElseIf letter = "u" Then
                letter = LetterVan(Mid$(regelTekst, plaats + 1, 4))
                plaats = plaats + 4
            End If
        End If
        uit = uit & letter
        plaats = plaats + 1
    Loop
    Plat = uit
End Function

Private Function LetterVan(ByVal cijfers As String) As String
    Dim code As Long
    code = CLng(Val("&H" & cijfers))
    If code < 0 Then code = code + 65536
    LetterVan = ChrW(code)
End Function
