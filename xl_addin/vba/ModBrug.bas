Attribute VB_Name = "ModBrug"
Option Explicit
' The road from Excel to the engine: a request file, its progress, its answer (see xl_addin/bridge/folder.py).
' One source for Excel and LibreOffice: no #If, no Declare, only Dir, Open, Shell and what both know of Application.

Public Const MACRO_VERSIE As String = "0"

' Seconds. Each can be set by an environment variable REKENBUREAU_<name>.
Private Const HARTSLAG_JONG As Double = 10
Private Const LIMIET_OPNEMEN As Double = 15
Private Const LIMIET_STARTEN As Double = 60
Private Const LIMIET_HARTSLAG As Double = 30
Private Const LIMIET_STOPPEN As Double = 5
Private Const LIMIET_TOTAAL As Double = 600
Private Const PAUZE As Double = 0.05

Private Const ESC_UIT As Long = 0
Private Const ESC_GEWOON As Long = 1
Private Const ESC_ALS_FOUT As Long = 2
Private Const ESC_GEDRUKT As Long = 18
Private Const ZANDLOPER As Long = 2
Private Const PIJL As Long = -4143
Private Const LANGSTE_BERICHT As Long = 1000

Private bezig As Boolean
Private gestart As Boolean
Private gestopt As Boolean
Private escGedrukt As Boolean
Private verstreken As Double
Private sindsStop As Double
Private sindsHartslag As Double
Private laatsteTik As Double
Private laatsteHartslag As String

Public Function Ping() As String
    Ping = "Rekenbureau " & MACRO_VERSIE
End Function

' What every button does: ask the engine, show what it answers. After a question that is answered yes: ask again.
Public Sub Voer(ByVal opdracht As String, Optional ByVal tekst As Variant)
    Dim soort As String, bericht As String, teken As String, extra As String
    If bezig Then
        Meld "Rekenbureau is nog bezig met de vorige opdracht. Wacht tot die klaar is, of druk op Esc.", "fout"
        Exit Sub
    End If
    On Error GoTo mis
    bezig = True
    If Not IsMissing(tekst) Then extra = tekst
    Do
        HaalAntwoord opdracht, extra, soort, bericht, teken
        Herstel
        If soort <> "vraag" Then Exit Do
    Loop While Vraag(bericht)
    If soort = "open" Then VoegToe soort, bericht, OpenDoel(teken)
    bezig = False
    If soort <> "vraag" And bericht <> "" Then Meld bericht, soort
    Exit Sub
mis:
    bericht = FoutTekst(Err.Number, Err.Description)
    Resume einde
einde:
    Herstel
    bezig = False
    Meld bericht, "fout"
End Sub

' Ask once. teken goes along as proof of what was said yes to; afterwards it is what the answer gives.
Private Sub HaalAntwoord(ByVal opdracht As String, ByVal tekst As String, soort As String, bericht As String, teken As String)
    Dim id As String
    id = NieuwId()
    soort = "fout"
    MaakMappen
    BeginOpnieuw
    SchrijfVerzoek id, VerzoekTekst(id, opdracht, tekst, teken)
    teken = ""
    bericht = ""
    If Not MotorLeeft() Then bericht = StartMotor()
    If bericht = "" Then bericht = WachtOp(id)
    If bericht <> "" And gestopt Then soort = "klaar"
    If bericht = "" Then LeesAntwoord id, soort, bericht, teken
    RuimOp id
End Sub

Private Sub BeginOpnieuw()
    gestart = False
    gestopt = False
    escGedrukt = False
    verstreken = 0
    sindsStop = 0
    sindsHartslag = 0
    laatsteTik = Timer
    laatsteHartslag = ""
    Application.Cursor = ZANDLOPER
    Application.StatusBar = "Rekenbureau is bezig. Druk op Esc om te stoppen."
End Sub

Private Sub Herstel()
    On Error Resume Next
    Application.StatusBar = False
    Application.Cursor = PIJL
    Application.EnableCancelKey = ESC_GEWOON
End Sub

Private Sub ZetEsc(ByVal stand As Long)
    On Error Resume Next
    Application.EnableCancelKey = stand
End Sub

' "" when there is an answer, else what to tell the user. Esc asks the engine to stop, then waits a little longer.
Private Function WachtOp(ByVal id As String) As String
    On Error GoTo onderbroken
verder:
    ZetEsc IIf(gestopt, ESC_UIT, ESC_ALS_FOUT)
    Do Until Bestaat(AntwoordPad(id, ".txt"))
        Wacht
        LuisterNaarEsc
        ToonVoortgang id
        WachtOp = WatIsErMis(id)
        If WachtOp <> "" Then Exit Do
    Loop
    ZetEsc ESC_UIT
    Exit Function
onderbroken:
    If Err.Number <> ESC_GEDRUKT Then
        WachtOp = FoutTekst(Err.Number, Err.Description)
        Exit Function
    End If
    gestopt = True
    Resume stoppen
stoppen:
    ZetEsc ESC_UIT
    VraagOmTeStoppen id
    GoTo verder
End Function

Private Function WatIsErMis(ByVal id As String) As String
    Dim opgenomen As Boolean
    opgenomen = Not Bestaat(VerzoekPad(id, ".json"))
    If gestopt And Not opgenomen Then
        If TrekIn(id) Then WatIsErMis = "Gestopt. Er is niets berekend en niets veranderd."
    ElseIf gestopt And sindsStop > Limiet("STOPPEN", LIMIET_STOPPEN) Then
        WatIsErMis = "U hebt op Esc gedrukt, maar de rekenmotor heeft nog niet laten weten dat hij gestopt is." & vbLf & "Wacht even en kijk of de cijfers veranderd zijn. Herbereken zo nodig opnieuw."
    ElseIf Not opgenomen And verstreken > LimietOpnemen() Then
        If TrekIn(id) Then WatIsErMis = "De rekenmotor geeft geen antwoord. Er is niets veranderd." & vbLf & "Sluit 'Rekenbureau motor', start hem opnieuw via het menu Start en probeer het nog eens."
    ElseIf opgenomen And sindsHartslag > Limiet("HARTSLAG", LIMIET_HARTSLAG) Then
        WatIsErMis = "De rekenmotor is gestopt voordat hij klaar was." & vbLf & "De werkmap is niet veranderd, tenzij de motor net klaar was: hij schrijft alles in een keer. Start 'Rekenbureau motor' via het menu Start en herbereken opnieuw."
    ElseIf verstreken > Limiet("TOTAAL", LIMIET_TOTAAL) Then
        VraagOmTeStoppen id
        WatIsErMis = "De opdracht duurt te lang en is daarom gestopt." & vbLf & "Kijk of de cijfers veranderd zijn en probeer het opnieuw. Blijft dit gebeuren, geef dan het bestand motor.log aan uw beheerder."
    End If
End Function

Private Function LimietOpnemen() As Double
    LimietOpnemen = IIf(gestart, Limiet("STARTEN", LIMIET_STARTEN), Limiet("OPNEMEN", LIMIET_OPNEMEN))
End Function

Private Function Limiet(ByVal naam As String, ByVal gewoon As Double) As Double
    Limiet = Val(Environ("REKENBUREAU_" & naam))
    If Limiet <= 0 Then Limiet = gewoon
End Function

' Lets Excel and the engine do their work. LibreOffice (which says it is version 11) lets the engine in only while it
' waits itself; in Excel that would stop Excel too.
Private Sub Wacht()
    Dim begonnen As Double, nu As Double
    If Val(Application.Version) < 12 Then
        WachtInLibreOffice
    Else
        begonnen = Timer
        Do
            DoEvents
            nu = Timer
        Loop While nu >= begonnen And nu < begonnen + PAUZE
    End If
    Tik
End Sub

' Its clock has whole seconds: when one has just passed, the moment to wait for lies behind and it refuses.
Private Sub WachtInLibreOffice()
    On Error Resume Next
    Application.Wait Now + PAUZE / 86400
End Sub

' A step of the clock is at most a second: a computer that slept, or midnight, is no time in which the engine was silent.
Private Sub Tik()
    Dim nu As Double, stap As Double, hartslag As String
    nu = Timer
    stap = nu - laatsteTik
    laatsteTik = nu
    If stap < 0 Or stap > 1 Then stap = 1
    verstreken = verstreken + stap
    If gestopt Then sindsStop = sindsStop + stap
    hartslag = TijdVan(Lokaal("motor.txt"))
    sindsHartslag = IIf(hartslag = laatsteHartslag, sindsHartslag + stap, 0)
    laatsteHartslag = hartslag
End Sub

Private Sub ToonVoortgang(ByVal id As String)
    Dim pad As String
    pad = AntwoordPad(id, ".voortgang")
    If Bestaat(pad) Then
        If Regel(pad, 1) <> "" Then Application.StatusBar = Plat(Regel(pad, 1))
    End If
End Sub

' Runs the engine's program itself, without a window. "" or what to tell the user.
Private Function StartMotor() As String
    Dim programma As String
    programma = MotorProgramma()
    If programma = "" Then
        StartMotor = "De rekenmotor draait niet, en Excel weet niet waar hij staat." & vbLf & HoeStarten()
        Exit Function
    End If
    On Error GoTo mis
    Shell """" & programma & """ motor", 0
    gestart = True
    Exit Function
mis:
    StartMotor = "De rekenmotor draait niet, en Excel mag of kan hem niet starten." & vbLf & HoeStarten()
End Function

Private Function HoeStarten() As String
    HoeStarten = "Start 'Rekenbureau motor' via het menu Start van Windows en klik daarna opnieuw op de knop. Staat hij daar niet, vraag dan uw beheerder om Rekenbureau te installeren."
End Function

' The path in motor.pad stands there as it is, or escaped as every other text.
Private Function MotorProgramma() As String
    Dim pad As String
    pad = Environ("REKENBUREAU_MOTOR")
    If pad = "" And Bestaat(Lokaal("motor.pad")) Then pad = Trim$(Regel(Lokaal("motor.pad"), 1))
    If pad <> "" And Not Bestaat(pad) Then
        If Bestaat(Plat(pad)) Then pad = Plat(pad)
    End If
    MotorProgramma = pad
End Function

Private Function MotorLeeft() As Boolean
    Dim hartslag As String
    hartslag = TijdVan(Lokaal("motor.txt"))
    If hartslag <> "" Then MotorLeeft = Abs(CDbl(Now) - CDbl(CDate(hartslag))) * 86400 < HARTSLAG_JONG
End Function

Private Sub VraagOmTeStoppen(ByVal id As String)
    On Error Resume Next
    SchrijfRegel VerzoekPad(id, ".stop"), "stop"
    Application.StatusBar = "Rekenbureau stopt..."
End Sub

Private Sub LeesAntwoord(ByVal id As String, soort As String, bericht As String, teken As String)
    Dim pad As String
    pad = AntwoordPad(id, ".txt")
    Do While Regel(pad, 1) = "" And verstreken < Limiet("TOTAAL", LIMIET_TOTAAL)
        Wacht
    Loop
    soort = Regel(pad, 1)
    bericht = Plat(Regel(pad, 2))
    teken = Plat(Regel(pad, 3))
    Verwijder pad
    Verwijder VerzoekPad(id, ".stop")
End Sub

Private Sub RuimOp(ByVal id As String)
    Verwijder VerzoekPad(id, ".tmp")
    Verwijder VerzoekPad(id, ".json")
    Verwijder AntwoordPad(id, ".voortgang")
End Sub

' A workbook is opened in Excel (one that is open comes to the front), an address or other file by Windows. "" or what
' to tell the user: what was asked is done, also when it cannot be opened.
Private Function OpenDoel(ByVal doel As String) As String
    Dim boek As Object
    On Error GoTo mis
    If InStr(LCase$(Right$(doel, 5)), ".xls") = 0 Then
        ThisWorkbook.FollowHyperlink doel
        Exit Function
    End If
    For Each boek In Workbooks
        If LCase$(boek.FullName) = LCase$(doel) Then
            boek.Activate
            Exit Function
        End If
    Next boek
    Workbooks.Open doel
    Exit Function
mis:
    OpenDoel = "Excel kan dit niet zelf openen (" & Err.Description & "): " & doel
End Function

' A line more below a message, which is shortened when the line would not fit.
Private Sub VoegToe(soort As String, bericht As String, ByVal regel As String)
    If regel = "" Then Exit Sub
    If bericht = "" Then soort = "fout"
    If bericht <> "" Then bericht = Ingekort(bericht, LANGSTE_BERICHT - Len(regel) - 5) & vbLf & vbLf
    bericht = bericht & regel
End Sub

Public Function FoutTekst(ByVal nummer As Long, ByVal omschrijving As String) As String
    If nummer = ESC_GEDRUKT Then
        FoutTekst = "Gestopt. Er is niets veranderd."
    Else
        FoutTekst = "De opdracht is niet gelukt: " & omschrijving & " (fout " & nummer & ")." & vbLf & "Probeer het opnieuw. Lukt het dan nog niet, geef deze melding aan uw beheerder."
    End If
End Function

' In a test (REKENBUREAU_STIL) nothing waits for a click: messages go to melding.txt.
Public Function Stil() As Boolean
    Stil = Environ("REKENBUREAU_STIL") <> ""
End Function

Public Sub Meld(ByVal tekst As String, ByVal soort As String)
    If Stil() Then
        SchrijfMelding tekst
    Else
        MsgBox Ingekort(tekst, LANGSTE_BERICHT), IIf(soort = "fout", vbCritical, vbInformation), "Rekenbureau"
    End If
End Sub

Private Function Vraag(ByVal tekst As String) As Boolean
    If Stil() Then
        SchrijfMelding tekst
        Vraag = LCase$(Environ("REKENBUREAU_ANTWOORD")) <> "nee"
    Else
        Vraag = MsgBox(Ingekort(tekst, LANGSTE_BERICHT), vbYesNo + vbQuestion, "Rekenbureau") = vbYes
    End If
End Function

' What the user types: "" when he cancels.
Public Function VraagTekst(ByVal tekst As String, ByVal voorstel As String) As String
    If Stil() Then
        VraagTekst = voorstel
    Else
        VraagTekst = Trim$(InputBox(tekst, "Rekenbureau", voorstel))
    End If
End Function

Private Sub SchrijfMelding(ByVal tekst As String)
    VoegRegelToe Lokaal("melding.txt"), AlsAscii(tekst)
End Sub

' Esc while a file was read is noted there, and counts from here. A test has no Esc key: it makes the file esc.
Private Sub LuisterNaarEsc()
    If gestopt Then Exit Sub
    If Stil() And Bestaat(Lokaal("esc")) Then escGedrukt = True
    If escGedrukt Then Err.Raise ESC_GEDRUKT
End Sub

Public Sub MerkEscOp(ByVal foutNummer As Long)
    If foutNummer = ESC_GEDRUKT Then escGedrukt = True
End Sub

Private Function Ingekort(ByVal tekst As String, ByVal lengte As Long) As String
    Ingekort = tekst
    If Len(tekst) > lengte And lengte > 0 Then Ingekort = Left$(tekst, lengte) & "..."
End Function
